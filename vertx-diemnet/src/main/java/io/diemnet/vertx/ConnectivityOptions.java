package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** Whom this node dials and how often (specification section 10). */
@DataObject
public final class ConnectivityOptions {

  /** 5 s. */
  public static final int DEFAULT_CHECK_INTERVAL = 5_000;

  public static final int DEFAULT_BACKOFF_BASE = 2;

  /** 60 s. */
  public static final int DEFAULT_MAX_DELAY = 60_000;

  public static final int DEFAULT_MAX_OUTBOUND = 3;

  private int checkInterval = DEFAULT_CHECK_INTERVAL;
  private int backoffBase = DEFAULT_BACKOFF_BASE;
  private int maxDelay = DEFAULT_MAX_DELAY;
  private int maxOutbound = DEFAULT_MAX_OUTBOUND;

  public ConnectivityOptions() {}

  public ConnectivityOptions(ConnectivityOptions other) {
    checkInterval = other.checkInterval;
    backoffBase = other.backoffBase;
    maxDelay = other.maxDelay;
    maxOutbound = other.maxOutbound;
  }

  public ConnectivityOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.number("checkInterval", this::checkInterval);
    fields.number("backoffBase", this::backoffBase);
    fields.number("maxDelay", this::maxDelay);
    fields.number("maxOutbound", this::maxOutbound);
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("checkInterval", checkInterval)
        .put("backoffBase", backoffBase)
        .put("maxDelay", maxDelay)
        .put("maxOutbound", maxOutbound);
  }

  /** Milliseconds between two checks of who is eligible and connected. */
  public int getCheckInterval() {
    return checkInterval;
  }

  public ConnectivityOptions setCheckInterval(int checkInterval) {
    checkInterval(checkInterval);
    return this;
  }

  private void checkInterval(long value) {
    checkInterval = OptionChecks.atLeast(1, value);
  }

  /** Attempt <i>n</i> + 1 waits this to the power of <i>n</i> seconds. */
  public int getBackoffBase() {
    return backoffBase;
  }

  public ConnectivityOptions setBackoffBase(int backoffBase) {
    backoffBase(backoffBase);
    return this;
  }

  private void backoffBase(long value) {
    backoffBase = OptionChecks.between(1, 1000, value);
  }

  /** The most milliseconds that an attempt waits for. */
  public int getMaxDelay() {
    return maxDelay;
  }

  public ConnectivityOptions setMaxDelay(int maxDelay) {
    maxDelay(maxDelay);
    return this;
  }

  private void maxDelay(long value) {
    maxDelay = OptionChecks.atLeast(1, value);
  }

  /**
   * Outbound connections and queued dials outside the validator network, which has no such limit.
   */
  public int getMaxOutbound() {
    return maxOutbound;
  }

  public ConnectivityOptions setMaxOutbound(int maxOutbound) {
    maxOutbound(maxOutbound);
    return this;
  }

  private void maxOutbound(long value) {
    maxOutbound = OptionChecks.atLeast(0, value);
  }
}
