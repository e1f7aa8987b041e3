package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;

/** Records the durations of connection upgrades. Called on event loops. */
@FunctionalInterface
interface UpgradeRecorder {

  UpgradeRecorder NONE = (direction, success, nanos) -> {};

  void record(ConnectionOrigin direction, boolean success, long nanos);
}
