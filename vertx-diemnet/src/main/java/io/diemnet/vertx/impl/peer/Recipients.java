package io.diemnet.vertx.impl.peer;

/** How many peers one direct-send may name. */
public final class Recipients {

  /** Peers that one direct-send may always name. */
  public static final int MAX = 1024;

  private Recipients() {}

  /**
   * Checks the number of peers of a direct-send, before any work is done for them. The bound is
   * {@value #MAX}, or twice the number of connected peers where that is more.
   *
   * @return why they are too many; null if they are not
   */
  public static String refusal(int peers, int connected) {
    int most = Math.max(MAX, 2 * connected);
    return peers <= most
        ? null
        : peers + " peers are too many for one direct-send: at most " + most + " may be named";
  }
}
