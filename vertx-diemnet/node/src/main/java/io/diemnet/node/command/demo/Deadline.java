package io.diemnet.node.command.demo;

import io.diemnet.node.command.CommandException;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * When all of the demo must be over.
 *
 * @param nanos on the clock of {@link System#nanoTime()}
 */
record Deadline(long nanos) {

  long leftNanos() {
    return Math.max(1, nanos - System.nanoTime());
  }

  /** The result, or a failure that says what was waited for. */
  <T> T await(Future<T> future, String what) {
    try {
      return future.await(leftNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new CommandException(what + " was not done in time.");
    } catch (RuntimeException failure) {
      throw new CommandException(what + " failed: " + failure.getMessage());
    }
  }
}
