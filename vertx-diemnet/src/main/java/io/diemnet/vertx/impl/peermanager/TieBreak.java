package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.PeerId;

/**
 * Which of two connections to one peer stays (specification section 9): of two of one origin the
 * new one, else, on both sides alike, the one that the greater PeerId dialed.
 */
final class TieBreak {

  private TieBreak() {}

  static boolean newConnectionStays(
      PeerId own, PeerId remote, ConnectionOrigin kept, ConnectionOrigin fresh) {
    if (kept == fresh) {
      return true;
    }
    PeerId dialer = fresh == ConnectionOrigin.OUTBOUND ? own : remote;
    PeerId listener = fresh == ConnectionOrigin.OUTBOUND ? remote : own;
    return listener.compareTo(dialer) < 0;
  }
}
