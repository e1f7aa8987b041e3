package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;

/** Takes the times of connection upgrades. */
@FunctionalInterface
interface UpgradeRecorder {

  void record(ConnectionOrigin direction, boolean success, long nanos);
}
