package io.diemnet.node.command.demo;

import io.diemnet.node.command.CommandException;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The deadline of the demo.
 *
 * @param nanos on the clock of {@link System#nanoTime()}
 */
record Deadline(long nanos) {

  long leftNanos() {
    return Math.max(1, nanos - System.nanoTime());
  }

  /** Waits for the result, or throws a failure that names the step. */
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
