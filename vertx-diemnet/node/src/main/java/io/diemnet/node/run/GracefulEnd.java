package io.diemnet.node.run;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops everything before the process ends: on SIGTERM or SIGINT, or when the command is done. The
 * exit status after a signal is 0 if everything stopped, because a requested end is no failure.
 *
 * <p>The process ends even if something does not stop. {@value #MARGIN_SECONDS} s after the time
 * that connections have to close, the process ends with status 1. Three seconds later a {@link
 * LastResort} halts it, in case this class, the log or the standard output hangs.
 */
public final class GracefulEnd {

  /** Added to the close timeout of the connections. */
  static final int MARGIN_SECONDS = 5;

  private static final int LAST_RESORT_SECONDS = 3;

  /** The default of {@code limits.closeTimeout}. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(GracefulEnd.class);

  /**
   * What happens between a signal and the stop.
   *
   * @param begin tells that the process gets ready to end; must not block
   * @param delay from {@code begin} to the stop
   */
  public record Drain(Runnable begin, Duration delay) {

    /** Stops at once. */
    static final Drain NONE = new Drain(() -> {}, Duration.ZERO);
  }

  private final Supplier<Future<Void>> stop;
  private final Drain drain;
  private final Duration deadline;
  private final LastResort lastResort;
  private final Thread hook = new Thread(this::onSignal, "graceful-end");

  private GracefulEnd(Supplier<Future<Void>> stop, Drain drain, Duration closeTimeout) {
    this.stop = stop;
    this.drain = drain;
    this.deadline = closeTimeout.plusSeconds(MARGIN_SECONDS);
    this.lastResort = new LastResort(deadline.plus(drain.delay()).plusSeconds(LAST_RESORT_SECONDS));
  }

  /** Registers what a signal stops. */
  public static GracefulEnd onSignal(Supplier<Future<Void>> stop) {
    return onSignal(stop, Drain.NONE, CLOSE_TIMEOUT);
  }

  /** As {@link #onSignal(Supplier, Drain, Duration)}, without a drain. */
  public static GracefulEnd onSignal(Supplier<Future<Void>> stop, Duration closeTimeout) {
    return onSignal(stop, Drain.NONE, closeTimeout);
  }

  /**
   * Registers what a signal stops.
   *
   * @param drain what happens before the stop
   * @param closeTimeout the longest close timeout of the networks
   */
  public static GracefulEnd onSignal(
      Supplier<Future<Void>> stop, Drain drain, Duration closeTimeout) {
    GracefulEnd end = new GracefulEnd(stop, drain, closeTimeout);
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  /** Blocks until a signal comes. The signal handler then ends the process. */
  public void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** Stops now: the command is done or has failed. Returns false if it did not stop in time. */
  public boolean now() throws InterruptedException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException signalled) {
      await(); // the hook runs, and it ends the process
    }
    lastResort.cancel();
    return stopped();
  }

  private void onSignal() {
    lastResort.begin();
    drain();
    LOG.info("shutting down");
    boolean stopped = stopped();
    LOG.info(stopped ? "ended" : "not everything ended in time");
    Runtime.getRuntime().halt(stopped ? 0 : 1);
  }

  /** On the signal's own thread, so that it needs no event loop. */
  private void drain() {
    drain.begin().run();
    if (drain.delay().isZero()) {
      return;
    }
    LOG.info("shutting down in {} ms", drain.delay().toMillis());
    try {
      TimeUnit.MILLISECONDS.sleep(drain.delay().toMillis());
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt();
    }
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
