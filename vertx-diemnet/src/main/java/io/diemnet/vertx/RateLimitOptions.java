package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * The rate limits of a network for each remote IP address (specification section 11). Both
 * directions are unlimited by default. Not thread-safe.
 */
@DataObject
public final class RateLimitOptions {

  private RateLimit inbound;
  private RateLimit outbound;

  /** Creates options with default values. */
  public RateLimitOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public RateLimitOptions(RateLimitOptions other) {
    setInbound(other.inbound);
    setOutbound(other.outbound);
  }

  /**
   * Creates options from their JSON form. Absent keys keep their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public RateLimitOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.object("inbound", limit -> inbound = RateLimit.of(limit));
    fields.object("outbound", limit -> outbound = RateLimit.of(limit));
  }

  /** {@return the JSON form of these options} */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    if (inbound != null) {
      json.put("inbound", inbound.toJson());
    }
    if (outbound != null) {
      json.put("outbound", outbound.toJson());
    }
    return json;
  }

  /** {@return the limit for received bytes, or null for no limit} The default is null. */
  public RateLimit getInbound() {
    return inbound;
  }

  /**
   * Sets the limit for received bytes, or null for no limit. The default is null.
   *
   * @param inbound the limit, copied, or null for no limit
   * @return this object, for chaining
   */
  public RateLimitOptions setInbound(RateLimit inbound) {
    this.inbound = inbound == null ? null : new RateLimit(inbound);
    return this;
  }

  /** {@return the limit for sent bytes, or null for no limit} The default is null. */
  public RateLimit getOutbound() {
    return outbound;
  }

  /**
   * Sets the limit for sent bytes, or null for no limit. The default is null.
   *
   * @param outbound the limit, copied, or null for no limit
   * @return this object, for chaining
   */
  public RateLimitOptions setOutbound(RateLimit outbound) {
    this.outbound = outbound == null ? null : new RateLimit(outbound);
    return this;
  }
}
