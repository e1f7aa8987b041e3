package io.diemnet.node.command.demo;

import io.diemnet.node.command.CommandException;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The wait for one step of the demo. The whole demo has no deadline: it may have many steps. */
final class Step {

  /** The demo fails if nothing happens for this time. */
  static final int LIMIT_SECONDS = 60;

  private Step() {}

  /** Waits for the result, or throws a failure that names the step. */
  static <T> T await(Future<T> future, String what) {
    try {
      return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new CommandException(what + " was not done within " + LIMIT_SECONDS + " s.");
    } catch (RuntimeException failure) {
      throw new CommandException(what + " failed: " + failure.getMessage());
    }
  }
}
