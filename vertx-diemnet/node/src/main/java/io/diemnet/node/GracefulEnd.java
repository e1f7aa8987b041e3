package io.diemnet.node;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process well: on SIGTERM or SIGINT, or when the command is done, everything is stopped
 * first. A JVM that a signal ends would report that signal; this one reports 0, since being asked
 * to end is no failure.
 *
 * <p>The end does not depend on what is stopped: what is not stopped {@value #MARGIN_SECONDS} s
 * after the time that connections have to close is left, and the process ends with status 1. Three
 * seconds later a {@link LastResort} ends it even if this class, the log or the standard output
 * hang.
 */
public final class GracefulEnd {

  /** Beyond the time that networks give their connections. */
  static final int MARGIN_SECONDS = 5;

  private static final int LAST_RESORT_SECONDS = 3;

  /** The default of {@code limits.closeTimeout}. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(GracefulEnd.class);

  private final Supplier<Future<Void>> stop;
  private final Duration deadline;
  private final LastResort lastResort;
  private final Thread hook = new Thread(this::onSignal, "graceful-end");

  private GracefulEnd(Supplier<Future<Void>> stop, Duration closeTimeout) {
    this.stop = stop;
    this.deadline = closeTimeout.plusSeconds(MARGIN_SECONDS);
    this.lastResort = new LastResort(deadline.plusSeconds(LAST_RESORT_SECONDS));
  }

  /** From now on a signal stops what is running. */
  public static GracefulEnd onSignal(Supplier<Future<Void>> stop) {
    return onSignal(stop, CLOSE_TIMEOUT);
  }

  /**
   * From now on a signal stops what is running.
   *
   * @param closeTimeout how long the networks give their connections
   */
  public static GracefulEnd onSignal(Supplier<Future<Void>> stop, Duration closeTimeout) {
    GracefulEnd end = new GracefulEnd(stop, closeTimeout);
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  /** Blocks until a signal comes; the process ends from there. */
  public void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** Stops now, because the command is done or has failed; false if it did not stop in time. */
  public boolean now() throws InterruptedException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException signalled) {
      await(); // the hook is at work, and the end of it is the end of the process
    }
    lastResort.cancel();
    return stopped();
  }

  private void onSignal() {
    lastResort.begin();
    LOG.info("shutting down");
    boolean stopped = stopped();
    LOG.info(stopped ? "ended" : "not everything ended in time");
    Runtime.getRuntime().halt(stopped ? 0 : 1);
  }

  private boolean stopped() {
    try {
      stop.get().await(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      LOG.warn("still not stopped after {} s", deadline.toSeconds());
    } catch (RuntimeException | Error failure) {
      LOG.warn("stopping failed: {}", failure.toString());
    }
    return false;
  }
}
