package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * The options of one call or message. Immutable and thread-safe; the {@code with} methods return
 * modified copies.
 *
 * @param timeoutMillis the time an RPC may take from the call, in milliseconds; 0 means the default
 *     of the network
 * @param priority the priority, 0 to 255; a higher value is more urgent
 * @param cancelled a future whose completion cancels the RPC and frees its slot, or null
 */
@DataObject
public record SendOptions(long timeoutMillis, int priority, @Nullable Future<?> cancelled) {

  /** The default options: the time-out of the network and priority 0. */
  public static final SendOptions DEFAULT = new SendOptions(0, 0, null);

  /**
   * Creates options.
   *
   * @param timeoutMillis the time-out in milliseconds, at least 0
   * @param priority the priority, 0 to 255
   * @param cancelled the cancellation signal, or null
   * @throws DiemNetException with {@link FailureCode#INVALID_REQUEST} if a value is not allowed
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
   * Creates options from their JSON form: {@code timeout} in milliseconds and {@code priority}, as
   * on the event bus. Absent keys have their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public SendOptions(JsonObject json) {
    this(read(json));
  }

  private SendOptions(SendOptions other) {
    this(other.timeoutMillis, other.priority, other.cancelled);
  }

  /**
   * Reads the JSON form. See {@link #SendOptions(JsonObject)}.
   *
   * @param json the JSON form
   * @return the options
   * @throws InvalidOptionsException with every mistake, including unknown keys
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

  /** {@return the JSON form, without {@link #cancelled}} */
  public JsonObject toJson() {
    return new JsonObject().put("timeout", timeoutMillis).put("priority", priority);
  }

  /**
   * Returns a copy with another time-out.
   *
   * @param millis the time-out in milliseconds; 0 means the default of the network
   * @return the copy
   * @throws DiemNetException with {@link FailureCode#INVALID_REQUEST} if the value is negative
   */
  public SendOptions withTimeout(long millis) {
    return new SendOptions(millis, priority, cancelled);
  }

  /**
   * Returns a copy with another priority.
   *
   * @param value the priority, 0 to 255
   * @return the copy
   * @throws DiemNetException with {@link FailureCode#INVALID_REQUEST} if the value is not in that
   *     range
   */
  public SendOptions withPriority(int value) {
    return new SendOptions(timeoutMillis, value, cancelled);
  }

  /**
   * Returns a copy with another cancellation signal.
   *
   * @param signal a future whose completion cancels the RPC, or null
   * @return the copy
   */
  public SendOptions withCancelled(@Nullable Future<?> signal) {
    return new SendOptions(timeoutMillis, priority, signal);
  }
}
