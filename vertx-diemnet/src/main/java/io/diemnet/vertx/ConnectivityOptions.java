package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** Which peers this node dials and how often (specification section 10). Not thread-safe. */
@DataObject
public final class ConnectivityOptions {

  /** The default of {@link #getCheckInterval()}: 5,000 ms. */
  public static final int DEFAULT_CHECK_INTERVAL = 5_000;

  /** The default of {@link #getBackoffBase()}: 2. */
  public static final int DEFAULT_BACKOFF_BASE = 2;

  /** The default of {@link #getMaxDelay()}: 60,000 ms. */
  public static final int DEFAULT_MAX_DELAY = 60_000;

  /** The default of {@link #getMaxOutbound()}: 3. */
  public static final int DEFAULT_MAX_OUTBOUND = 3;

  private int checkInterval = DEFAULT_CHECK_INTERVAL;
  private int backoffBase = DEFAULT_BACKOFF_BASE;
  private int maxDelay = DEFAULT_MAX_DELAY;
  private int maxOutbound = DEFAULT_MAX_OUTBOUND;

  /** Creates options with default values. */
  public ConnectivityOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public ConnectivityOptions(ConnectivityOptions other) {
    checkInterval = other.checkInterval;
    backoffBase = other.backoffBase;
    maxDelay = other.maxDelay;
    maxOutbound = other.maxOutbound;
  }

  /**
   * Creates options from their JSON form. Absent keys keep their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public ConnectivityOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.number("checkInterval", this::checkInterval);
    fields.number("backoffBase", this::backoffBase);
    fields.number("maxDelay", this::maxDelay);
    fields.number("maxOutbound", this::maxOutbound);
  }

  /** {@return the JSON form of these options} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("checkInterval", checkInterval)
        .put("backoffBase", backoffBase)
        .put("maxDelay", maxDelay)
        .put("maxOutbound", maxOutbound);
  }

  /**
   * {@return the interval between two connectivity checks, in milliseconds} A check also runs at
   * once after a discovery update and after a lost connection. The default is 5,000.
   */
  public int getCheckInterval() {
    return checkInterval;
  }

  /**
   * Sets the interval between two connectivity checks, in milliseconds. The default is 5,000.
   *
   * @param checkInterval milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public ConnectivityOptions setCheckInterval(int checkInterval) {
    checkInterval(checkInterval);
    return this;
  }

  private void checkInterval(long value) {
    checkInterval = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the base of the dial back-off} Attempt <i>n</i> + 1 waits {@code
   * base}<sup><i>n</i></sup> seconds, at most {@link #getMaxDelay()}, plus up to 100 ms of jitter.
   * The default is 2.
   */
  public int getBackoffBase() {
    return backoffBase;
  }

  /**
   * Sets the base of the dial back-off. The default is 2.
   *
   * @param backoffBase the base, 1 to 1,000
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public ConnectivityOptions setBackoffBase(int backoffBase) {
    backoffBase(backoffBase);
    return this;
  }

  private void backoffBase(long value) {
    backoffBase = OptionChecks.between(1, 1000, value);
  }

  /** {@return the longest back-off before a dial, in milliseconds} The default is 60,000. */
  public int getMaxDelay() {
    return maxDelay;
  }

  /**
   * Sets the longest back-off before a dial, in milliseconds. The default is 60,000.
   *
   * @param maxDelay milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public ConnectivityOptions setMaxDelay(int maxDelay) {
    maxDelay(maxDelay);
    return this;
  }

  private void maxDelay(long value) {
    maxDelay = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the largest number of outbound connections and queued dials} The validator network
   * ignores this limit. The default is 3.
   */
  public int getMaxOutbound() {
    return maxOutbound;
  }

  /**
   * Sets the largest number of outbound connections and queued dials. The default is 3.
   *
   * @param maxOutbound the number of connections, at least 0
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public ConnectivityOptions setMaxOutbound(int maxOutbound) {
    maxOutbound(maxOutbound);
    return this;
  }

  private void maxOutbound(long value) {
    maxOutbound = OptionChecks.atLeast(0, value);
  }
}
