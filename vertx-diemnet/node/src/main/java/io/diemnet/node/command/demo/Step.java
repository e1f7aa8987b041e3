package io.diemnet.node.command.demo;

import io.diemnet.node.command.CommandException;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The wait for one step of the demo. The whole demo has no deadline: a machine may be slow, and the
 * output tells what the demo waits for.
 */
final class Step {

  /** The demo fails if nothing happens for this time. */
  static final int LIMIT_SECONDS = 300;

  /** Without other news the progress is printed in this interval. */
  static final int TELL_SECONDS = 10;

  private Step() {}

  /** Waits for the result and prints that it waits, or throws a failure that names the step. */
  static <T> T await(Future<T> future, String what, PrintWriter out) {
    for (int waited = TELL_SECONDS; ; waited += TELL_SECONDS) {
      try {
        return await(future, what);
      } catch (TimeoutException late) {
        if (waited >= LIMIT_SECONDS) {
          throw new CommandException(what + " was not done within " + LIMIT_SECONDS + " s.");
        }
        out.println("   " + what + " takes long: " + waited + " s so far");
      }
    }
  }

  private static <T> T await(Future<T> future, String what) throws TimeoutException {
    try {
      return future.await(TELL_SECONDS, TimeUnit.SECONDS);
    } catch (RuntimeException failure) {
      throw new CommandException(what + " failed: " + failure.getMessage());
    }
  }
}
