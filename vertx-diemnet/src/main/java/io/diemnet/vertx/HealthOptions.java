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

  /** The default of {@link #getFailuresTolerated()}. */
  public static final int DEFAULT_FAILURES_TOLERATED = 5;

  private int interval = DEFAULT_INTERVAL;
  private int timeout = DEFAULT_TIMEOUT;
  private int failuresTolerated = DEFAULT_FAILURES_TOLERATED;

  /** Creates options with the defaults. */
  public HealthOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public HealthOptions(HealthOptions other) {
    interval = other.interval;
    timeout = other.timeout;
    failuresTolerated = other.failuresTolerated;
  }

  /**
   * Reads the JSON form; what it leaves out has its default.
   *
   * @param json the JSON form
   */
  public HealthOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.number("interval", this::interval);
    fields.number("timeout", this::timeout);
    fields.number("failuresTolerated", this::failuresTolerated);
  }

  /** {@return the JSON form} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("interval", interval)
        .put("timeout", timeout)
        .put("failuresTolerated", failuresTolerated);
  }

  /** {@return milliseconds between two pings of a peer} */
  public int getInterval() {
    return interval;
  }

  /**
   * Sets what {@link #getInterval()} returns.
   *
   * @param interval the new value
   * @return this, so that calls can be chained
   */
  public HealthOptions setInterval(int interval) {
    interval(interval);
    return this;
  }

  private void interval(long value) {
    interval = OptionChecks.atLeast(1, value);
  }

  /** {@return milliseconds a pong may take} */
  public int getTimeout() {
    return timeout;
  }

  /**
   * Sets what {@link #getTimeout()} returns.
   *
   * @param timeout the new value
   * @return this, so that calls can be chained
   */
  public HealthOptions setTimeout(int timeout) {
    timeout(timeout);
    return this;
  }

  private void timeout(long value) {
    timeout = OptionChecks.atLeast(1, value);
  }

  /**
   * So many failures in a row are borne; the next one disconnects the peer.
   *
   * @return the number
   */
  public int getFailuresTolerated() {
    return failuresTolerated;
  }

  /**
   * Sets what {@link #getFailuresTolerated()} returns.
   *
   * @param failuresTolerated the new value
   * @return this, so that calls can be chained
   */
  public HealthOptions setFailuresTolerated(int failuresTolerated) {
    failuresTolerated(failuresTolerated);
    return this;
  }

  private void failuresTolerated(long value) {
    failuresTolerated = OptionChecks.atLeast(0, value);
  }
}
