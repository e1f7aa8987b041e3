package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** How the connected peers are pinged (specification section 11). */
@DataObject
public final class HealthOptions {

  /** 1 s. */
  public static final int DEFAULT_INTERVAL = 1_000;

  /** 10 s. */
  public static final int DEFAULT_TIMEOUT = 10_000;

  public static final int DEFAULT_FAILURES_TOLERATED = 5;

  private int interval = DEFAULT_INTERVAL;
  private int timeout = DEFAULT_TIMEOUT;
  private int failuresTolerated = DEFAULT_FAILURES_TOLERATED;

  public HealthOptions() {}

  public HealthOptions(HealthOptions other) {
    interval = other.interval;
    timeout = other.timeout;
    failuresTolerated = other.failuresTolerated;
  }

  public HealthOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.number("interval", this::interval);
    fields.number("timeout", this::timeout);
    fields.number("failuresTolerated", this::failuresTolerated);
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("interval", interval)
        .put("timeout", timeout)
        .put("failuresTolerated", failuresTolerated);
  }

  /** Milliseconds between two pings of a peer. */
  public int getInterval() {
    return interval;
  }

  public HealthOptions setInterval(int interval) {
    interval(interval);
    return this;
  }

  private void interval(long value) {
    interval = OptionChecks.atLeast(1, value);
  }

  /** Milliseconds a pong may take. */
  public int getTimeout() {
    return timeout;
  }

  public HealthOptions setTimeout(int timeout) {
    timeout(timeout);
    return this;
  }

  private void timeout(long value) {
    timeout = OptionChecks.atLeast(1, value);
  }

  /** So many failures in a row are borne; the next one disconnects the peer. */
  public int getFailuresTolerated() {
    return failuresTolerated;
  }

  public HealthOptions setFailuresTolerated(int failuresTolerated) {
    failuresTolerated(failuresTolerated);
    return this;
  }

  private void failuresTolerated(long value) {
    failuresTolerated = OptionChecks.atLeast(0, value);
  }
}
