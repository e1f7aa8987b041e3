package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** Which directions are rate-limited, and how far. Both are off by default. */
@DataObject
public final class RateLimitOptions {

  private RateLimit inbound;
  private RateLimit outbound;

  /** Creates options with the defaults. */
  public RateLimitOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public RateLimitOptions(RateLimitOptions other) {
    setInbound(other.inbound);
    setOutbound(other.outbound);
  }

  /**
   * Reads the JSON form; what it leaves out has its default.
   *
   * @param json the JSON form
   */
  public RateLimitOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.object("inbound", limit -> inbound = RateLimit.of(limit));
    fields.object("outbound", limit -> outbound = RateLimit.of(limit));
  }

  /** {@return the JSON form} */
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

  /**
   * For what is received, or null for no limit.
   *
   * @return the rate limit
   */
  public RateLimit getInbound() {
    return inbound;
  }

  /**
   * Sets what {@link #getInbound()} returns.
   *
   * @param inbound the new value
   * @return this, so that calls can be chained
   */
  public RateLimitOptions setInbound(RateLimit inbound) {
    this.inbound = inbound == null ? null : new RateLimit(inbound);
    return this;
  }

  /**
   * For what is sent, or null for no limit.
   *
   * @return the rate limit
   */
  public RateLimit getOutbound() {
    return outbound;
  }

  /**
   * Sets what {@link #getOutbound()} returns.
   *
   * @param outbound the new value
   * @return this, so that calls can be chained
   */
  public RateLimitOptions setOutbound(RateLimit outbound) {
    this.outbound = outbound == null ? null : new RateLimit(outbound);
    return this;
  }
}
