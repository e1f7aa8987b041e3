package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** Whom this node dials and how often (specification section 10). */
@DataObject
public final class ConnectivityOptions {

  /** 5 s. */
  public static final int DEFAULT_CHECK_INTERVAL = 5_000;

  /** The default of {@link #getBackoffBase()}. */
  public static final int DEFAULT_BACKOFF_BASE = 2;

  /** 60 s. */
  public static final int DEFAULT_MAX_DELAY = 60_000;

  /** The default of {@link #getMaxOutbound()}. */
  public static final int DEFAULT_MAX_OUTBOUND = 3;

  private int checkInterval = DEFAULT_CHECK_INTERVAL;
  private int backoffBase = DEFAULT_BACKOFF_BASE;
  private int maxDelay = DEFAULT_MAX_DELAY;
  private int maxOutbound = DEFAULT_MAX_OUTBOUND;

  /** Creates options with the defaults. */
  public ConnectivityOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public ConnectivityOptions(ConnectivityOptions other) {
    checkInterval = other.checkInterval;
    backoffBase = other.backoffBase;
    maxDelay = other.maxDelay;
    maxOutbound = other.maxOutbound;
  }

  /**
   * Reads the JSON form; what it leaves out has its default.
   *
   * @param json the JSON form
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

  /** {@return the JSON form} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("checkInterval", checkInterval)
        .put("backoffBase", backoffBase)
        .put("maxDelay", maxDelay)
        .put("maxOutbound", maxOutbound);
  }

  /** {@return milliseconds between two checks of who is eligible and connected} */
  public int getCheckInterval() {
    return checkInterval;
  }

  /**
   * Sets what {@link #getCheckInterval()} returns.
   *
   * @param checkInterval the new value
   * @return this, so that calls can be chained
   */
  public ConnectivityOptions setCheckInterval(int checkInterval) {
    checkInterval(checkInterval);
    return this;
  }

  private void checkInterval(long value) {
    checkInterval = OptionChecks.atLeast(1, value);
  }

  /**
   * Attempt <i>n</i> + 1 waits this to the power of <i>n</i> seconds.
   *
   * @return the number
   */
  public int getBackoffBase() {
    return backoffBase;
  }

  /**
   * Sets what {@link #getBackoffBase()} returns.
   *
   * @param backoffBase the new value
   * @return this, so that calls can be chained
   */
  public ConnectivityOptions setBackoffBase(int backoffBase) {
    backoffBase(backoffBase);
    return this;
  }

  private void backoffBase(long value) {
    backoffBase = OptionChecks.between(1, 1000, value);
  }

  /** {@return the most milliseconds that an attempt waits for} */
  public int getMaxDelay() {
    return maxDelay;
  }

  /**
   * Sets what {@link #getMaxDelay()} returns.
   *
   * @param maxDelay the new value
   * @return this, so that calls can be chained
   */
  public ConnectivityOptions setMaxDelay(int maxDelay) {
    maxDelay(maxDelay);
    return this;
  }

  private void maxDelay(long value) {
    maxDelay = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return outbound connections and queued dials outside the validator network, which has no such
   * limit}
   */
  public int getMaxOutbound() {
    return maxOutbound;
  }

  /**
   * Sets what {@link #getMaxOutbound()} returns.
   *
   * @param maxOutbound the new value
   * @return this, so that calls can be chained
   */
  public ConnectivityOptions setMaxOutbound(int maxOutbound) {
    maxOutbound(maxOutbound);
    return this;
  }

  private void maxOutbound(long value) {
    maxOutbound = OptionChecks.atLeast(0, value);
  }
}
