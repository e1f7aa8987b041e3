package io.diemnet.node.command.bench;

/**
 * How long to measure.
 *
 * @param count rounds, each of which measures every side once, A B A B
 * @param millis for one side in one round
 * @param warmUpMillis for each side before the first round
 * @param nativeTransport whether to use epoll where it is there
 */
record Rounds(int count, long millis, long warmUpMillis, boolean nativeTransport) {

  static final Rounds FULL = new Rounds(7, 2_000, 5_000, true);
  static final Rounds QUICK = new Rounds(3, 700, 2_000, true);

  boolean quick() {
    return count <= QUICK.count();
  }
}
