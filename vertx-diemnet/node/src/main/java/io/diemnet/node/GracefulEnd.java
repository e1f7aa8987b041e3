package io.diemnet.node;

import io.vertx.core.Future;
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
 */
public final class GracefulEnd {

  /** Beyond the 30 s that networks give their connections. */
  private static final long DEADLINE_SECONDS = 60;

  private static final Logger LOG = LoggerFactory.getLogger(GracefulEnd.class);

  private final Supplier<Future<Void>> stop;
  private final Thread hook = new Thread(this::onSignal, "graceful-end");

  private GracefulEnd(Supplier<Future<Void>> stop) {
    this.stop = stop;
  }

  /** From now on a signal stops what is running. */
  public static GracefulEnd onSignal(Supplier<Future<Void>> stop) {
    GracefulEnd end = new GracefulEnd(stop);
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
    return stopped();
  }

  private void onSignal() {
    LOG.info("shutting down");
    boolean stopped = stopped();
    LOG.info(stopped ? "ended" : "not everything ended in time");
    Runtime.getRuntime().halt(stopped ? 0 : 1);
  }

  private boolean stopped() {
    try {
      stop.get().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException late) {
      LOG.warn("still not stopped after {} s", DEADLINE_SECONDS);
    } catch (RuntimeException failure) {
      LOG.warn("stopping failed: {}", failure.toString());
    }
    return false;
  }
}
