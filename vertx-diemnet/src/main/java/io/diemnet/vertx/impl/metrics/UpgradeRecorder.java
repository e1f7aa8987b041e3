package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;

/** Takes the times of connection upgrades; called on event loops. */
@FunctionalInterface
interface UpgradeRecorder {

  UpgradeRecorder NONE = (direction, success, nanos) -> {};

  void record(ConnectionOrigin direction, boolean success, long nanos);
}
