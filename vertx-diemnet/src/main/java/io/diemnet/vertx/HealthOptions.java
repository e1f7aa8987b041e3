package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** How the connected peers are pinged (specification section 11). Not thread-safe. */
@DataObject
public final class HealthOptions {

  /** The default of {@link #getInterval()}: 1,000 ms. */
  public static final int DEFAULT_INTERVAL = 1_000;

  /** The default of {@link #getTimeout()}: 10,000 ms. */
  public static final int DEFAULT_TIMEOUT = 10_000;

  /** The default of {@link #getFailuresTolerated()}: 5. */
  public static final int DEFAULT_FAILURES_TOLERATED = 5;

  private int interval = DEFAULT_INTERVAL;
  private int timeout = DEFAULT_TIMEOUT;
  private int failuresTolerated = DEFAULT_FAILURES_TOLERATED;

  /** Creates options with default values. */
  public HealthOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public HealthOptions(HealthOptions other) {
    interval = other.interval;
    timeout = other.timeout;
    failuresTolerated = other.failuresTolerated;
  }

  /**
   * Creates options from their JSON form. Absent keys keep their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public HealthOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.number("interval", this::interval);
    fields.number("timeout", this::timeout);
    fields.number("failuresTolerated", this::failuresTolerated);
  }

  /** {@return the JSON form of these options} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("interval", interval)
        .put("timeout", timeout)
        .put("failuresTolerated", failuresTolerated);
  }

  /** {@return the interval between two pings of a peer, in milliseconds} The default is 1,000. */
  public int getInterval() {
    return interval;
  }

  /**
   * Sets the interval between two pings of a peer, in milliseconds. The default is 1,000.
   *
   * @param interval milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public HealthOptions setInterval(int interval) {
    interval(interval);
    return this;
  }

  private void interval(long value) {
    interval = OptionChecks.atLeast(1, value);
  }

  /** {@return the time a pong may take, in milliseconds} The default is 10,000. */
  public int getTimeout() {
    return timeout;
  }

  /**
   * Sets the time a pong may take, in milliseconds. The default is 10,000.
   *
   * @param timeout milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public HealthOptions setTimeout(int timeout) {
    timeout(timeout);
    return this;
  }

  private void timeout(long value) {
    timeout = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the number of consecutive ping failures that are tolerated} The next failure
   * disconnects the peer. The default is 5.
   */
  public int getFailuresTolerated() {
    return failuresTolerated;
  }

  /**
   * Sets the number of consecutive ping failures that are tolerated. The default is 5.
   *
   * @param failuresTolerated the number of failures, at least 0
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public HealthOptions setFailuresTolerated(int failuresTolerated) {
    failuresTolerated(failuresTolerated);
    return this;
  }

  private void failuresTolerated(long value) {
    failuresTolerated = OptionChecks.atLeast(0, value);
  }
}
