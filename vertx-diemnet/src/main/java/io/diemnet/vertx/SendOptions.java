package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * How one message is sent. Immutable; the {@code with} methods give changed copies.
 *
 * @param timeoutMillis how long an RPC may take, counted from the call; 0 means the network's
 *     default
 * @param priority 0 to 255, higher is more urgent
 * @param cancelled an RPC is given up, and its slot freed, when this completes; null for never
 */
@DataObject
public record SendOptions(long timeoutMillis, int priority, @Nullable Future<?> cancelled) {

  /** The network's time-out, priority 0. */
  public static final SendOptions DEFAULT = new SendOptions(0, 0, null);

  /**
   * Checks the values.
   *
   * @param timeoutMillis the timeout millis
   * @param priority the priority
   * @param cancelled the cancelled
   */
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

  /**
   * The options of a JSON object: {@code timeout} in milliseconds and {@code priority}, as on the
   * event bus. What is absent has its default.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException names every mistake, unknown keys among them
   */
  public SendOptions(JsonObject json) {
    this(read(json));
  }

  private SendOptions(SendOptions other) {
    this(other.timeoutMillis, other.priority, other.cancelled);
  }

  /**
   * As {@link #SendOptions(JsonObject)}.
   *
   * @param json the JSON form
   * @return the send options
   */
  public static SendOptions fromJson(JsonObject json) {
    return read(json);
  }

  private static SendOptions read(JsonObject json) {
    long[] timeout = {0};
    int[] priority = {0};
    JsonFields.read(
        json,
        fields -> {
          fields.number(
              "timeout", value -> timeout[0] = OptionChecks.between(0, Integer.MAX_VALUE, value));
          fields.number("priority", value -> priority[0] = OptionChecks.between(0, 255, value));
        });
    return new SendOptions(timeout[0], priority[0], null);
  }

  /**
   * Without {@link #cancelled}, which has no JSON form.
   *
   * @return the json object
   */
  public JsonObject toJson() {
    return new JsonObject().put("timeout", timeoutMillis).put("priority", priority);
  }

  /**
   * The same with another time-out, in milliseconds; 0 for the network's default.
   *
   * @param millis the time in milliseconds
   * @return a copy with that value
   */
  public SendOptions withTimeout(long millis) {
    return new SendOptions(millis, priority, cancelled);
  }

  /**
   * The same with another priority, 0 to 255.
   *
   * @param value the value
   * @return a copy with that value
   */
  public SendOptions withPriority(int value) {
    return new SendOptions(timeoutMillis, value, cancelled);
  }

  /**
   * The same with a future that gives the RPC up when it completes; null for none.
   *
   * @param signal cancels the call when it completes
   * @return a copy with that value
   */
  public SendOptions withCancelled(@Nullable Future<?> signal) {
    return new SendOptions(timeoutMillis, priority, signal);
  }
}
