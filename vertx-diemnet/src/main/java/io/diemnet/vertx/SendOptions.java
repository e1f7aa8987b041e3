package io.diemnet.vertx;

import io.vertx.core.Future;

/**
 * How one message is sent.
 *
 * @param timeoutMillis how long an RPC may take, counted from the call; 0 means the network's
 *     default
 * @param priority 0 to 255, higher is more urgent
 * @param cancelled an RPC is given up, and its slot freed, when this completes; null for never
 */
public record SendOptions(long timeoutMillis, int priority, Future<?> cancelled) {

  /** The network's time-out, priority 0. */
  public static final SendOptions DEFAULT = new SendOptions(0, 0, null);

  public SendOptions {
    if (timeoutMillis < 0) {
      throw new DiemNetException(
          FailureCode.INVALID_REQUEST, "timeout must not be negative, was " + timeoutMillis);
    }
    if (priority < 0 || priority > 255) {
      throw new DiemNetException(
          FailureCode.INVALID_REQUEST, "priority must be 0 to 255, was " + priority);
    }
  }

  public SendOptions withTimeout(long millis) {
    return new SendOptions(millis, priority, cancelled);
  }

  public SendOptions withPriority(int value) {
    return new SendOptions(timeoutMillis, value, cancelled);
  }

  public SendOptions withCancelled(Future<?> signal) {
    return new SendOptions(timeoutMillis, priority, signal);
  }
}
