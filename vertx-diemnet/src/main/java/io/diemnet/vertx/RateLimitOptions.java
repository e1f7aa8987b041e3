package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** Which directions are rate-limited, and how far. Both are off by default. */
@DataObject
public final class RateLimitOptions {

  private RateLimit inbound;
  private RateLimit outbound;

  public RateLimitOptions() {}

  public RateLimitOptions(RateLimitOptions other) {
    setInbound(other.inbound);
    setOutbound(other.outbound);
  }

  public RateLimitOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.object("inbound", limit -> inbound = RateLimit.of(limit));
    fields.object("outbound", limit -> outbound = RateLimit.of(limit));
  }

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

  /** For what is received, or null for no limit. */
  public RateLimit getInbound() {
    return inbound;
  }

  public RateLimitOptions setInbound(RateLimit inbound) {
    this.inbound = inbound == null ? null : new RateLimit(inbound);
    return this;
  }

  /** For what is sent, or null for no limit. */
  public RateLimit getOutbound() {
    return outbound;
  }

  public RateLimitOptions setOutbound(RateLimit outbound) {
    this.outbound = outbound == null ? null : new RateLimit(outbound);
    return this;
  }
}
