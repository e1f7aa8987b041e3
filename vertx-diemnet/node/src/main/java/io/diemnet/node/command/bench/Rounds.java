package io.diemnet.node.command.bench;

import io.diemnet.vertx.WireProfile;

/**
 * The durations of a measurement.
 *
 * @param count number of rounds, each of which measures every side once, A B A B
 * @param millis time for one side in one round
 * @param warmUpMillis time for each side before the first round
 * @param nativeTransport whether to use epoll if it is available
 * @param profile the wire profile of the measured networks, where a scenario supports both
 */
record Rounds(
    int count, long millis, long warmUpMillis, boolean nativeTransport, WireProfile profile) {

  static final Rounds FULL = new Rounds(7, 2_000, 5_000, true, WireProfile.DIEM);
  static final Rounds QUICK = new Rounds(3, 700, 2_000, true, WireProfile.DIEM);

  boolean quick() {
    return count <= QUICK.count();
  }
}
