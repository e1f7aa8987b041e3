package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * The token bucket of a rate limit: how many bytes a remote IP address may send or receive
 * (specification section 11). Not thread-safe.
 */
@DataObject
public final class RateLimit {

  /** The default of {@link #getRate()}: 102,400 bytes per second. */
  public static final int DEFAULT_RATE = 102_400;

  /** The default of {@link #getBurst()}: 102,400 bytes. */
  public static final int DEFAULT_BURST = 102_400;

  private int rate = DEFAULT_RATE;
  private int burst = DEFAULT_BURST;

  /** Creates options with default values. */
  public RateLimit() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public RateLimit(RateLimit other) {
    rate = other.rate;
    burst = other.burst;
  }

  /**
   * Creates options from their JSON form. Absent keys keep their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public RateLimit(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  static RateLimit of(JsonFields fields) {
    RateLimit limit = new RateLimit();
    limit.read(fields);
    return limit;
  }

  void read(JsonFields fields) {
    fields.number("rate", this::rate);
    fields.number("burst", this::burst);
    fields.require(
        !fields.has("burst") || burst >= rate,
        "burst",
        "must be at least the rate of " + rate + ", not " + burst);
  }

  /** {@return the JSON form of these options} */
  public JsonObject toJson() {
    return new JsonObject().put("rate", rate).put("burst", getBurst());
  }

  /** {@return the rate in bytes per second} The default is 102,400. */
  public int getRate() {
    return rate;
  }

  /**
   * Sets the rate in bytes per second. The default is 102,400.
   *
   * @param rate bytes per second, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public RateLimit setRate(int rate) {
    rate(rate);
    return this;
  }

  private void rate(long value) {
    rate = OptionChecks.atLeast(1, value);
  }

  /** {@return the size of the bucket in bytes, at least the rate} The default is 102,400. */
  public int getBurst() {
    return Math.max(burst, rate);
  }

  /**
   * Sets the size of the bucket in bytes, at least the rate. The default is 102,400.
   *
   * @param burst bytes, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public RateLimit setBurst(int burst) {
    burst(burst);
    return this;
  }

  private void burst(long value) {
    burst = OptionChecks.atLeast(1, value);
  }
}
