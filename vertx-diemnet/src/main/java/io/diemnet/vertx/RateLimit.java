package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** A token bucket: how many bytes a remote IP address may send or be sent (section 11). */
@DataObject
public final class RateLimit {

  /** 100 KiB a second. */
  public static final int DEFAULT_RATE = 102_400;

  /** 100 KiB. */
  public static final int DEFAULT_BURST = 102_400;

  private int rate = DEFAULT_RATE;
  private int burst = DEFAULT_BURST;

  /** Creates options with the defaults. */
  public RateLimit() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public RateLimit(RateLimit other) {
    rate = other.rate;
    burst = other.burst;
  }

  /**
   * Reads the JSON form; what it leaves out has its default.
   *
   * @param json the JSON form
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

  /** {@return the JSON form} */
  public JsonObject toJson() {
    return new JsonObject().put("rate", rate).put("burst", getBurst());
  }

  /** {@return bytes a second} */
  public int getRate() {
    return rate;
  }

  /**
   * Sets what {@link #getRate()} returns.
   *
   * @param rate the new value
   * @return this, so that calls can be chained
   */
  public RateLimit setRate(int rate) {
    rate(rate);
    return this;
  }

  private void rate(long value) {
    rate = OptionChecks.atLeast(1, value);
  }

  /** {@return the bucket's size in bytes; never less than the rate} */
  public int getBurst() {
    return Math.max(burst, rate);
  }

  /**
   * Sets what {@link #getBurst()} returns.
   *
   * @param burst the new value
   * @return this, so that calls can be chained
   */
  public RateLimit setBurst(int burst) {
    burst(burst);
    return this;
  }

  private void burst(long value) {
    burst = OptionChecks.atLeast(1, value);
  }
}
