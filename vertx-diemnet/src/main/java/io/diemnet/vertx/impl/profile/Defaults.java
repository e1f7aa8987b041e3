package io.diemnet.vertx.impl.profile;

import io.diemnet.vertx.ConnectivityOptions;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.LimitsOptions;

/** The options of a network that configures none. Each call gives new objects. */
public interface Defaults {

  /** Sizes of frames and messages, queues and time-outs. */
  LimitsOptions limits();

  /** How peers are pinged. */
  HealthOptions health();

  /** How peers are dialed. */
  default ConnectivityOptions connectivity() {
    return new ConnectivityOptions();
  }
}
