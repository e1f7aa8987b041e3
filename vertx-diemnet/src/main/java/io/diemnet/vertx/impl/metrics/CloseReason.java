package io.diemnet.vertx.impl.metrics;

/**
 * The reason that a node tells its peer just before it closes their connection. It is the content
 * of the own protocol {@code CloseReason}, and a value of the tag {@code reason} of {@code
 * diemnet.connections.closed} at the node that is told. The set is closed: a code that is not
 * listed here becomes {@link #OTHER}.
 */
public enum CloseReason {
  /** The node shuts down. */
  GOING_AWAY(1, "going-away", "it is going away"),
  /** The peer did not answer health pings, so it does not read or does not keep up. */
  SLOW_CONSUMER(2, "slow-consumer", "this node left its health pings unanswered"),
  /** Memory is short, and the peer's connection held most of the least trusted. */
  MEMORY(3, "memory", "it is short of memory and this connection held most of it"),
  /** The peer is no longer in the trusted set, or is no longer dialed. */
  NO_LONGER_TRUSTED(4, "no-longer-trusted", "it no longer trusts this node"),
  /** Another connection between the two is kept. */
  REPLACED(5, "replaced", "another connection between the two nodes is kept"),
  /** Its application or operator asked for the end. */
  DISCONNECTED(6, "disconnected", "it was told to disconnect this node"),
  /** It has as many connections of unknown peers as it accepts. */
  FULL(7, "full", "it accepts no more connections of unknown peers"),
  /** Told by a remote with a code that this version does not know. Never sent. */
  OTHER(0, "other", "for a reason that this version does not know");

  private static final CloseReason[] BY_CODE = new CloseReason[8];

  static {
    for (CloseReason reason : values()) {
      BY_CODE[reason.code] = reason;
    }
  }

  private final int code;
  private final String tag;
  private final String words;

  CloseReason(int code, String tag, String words) {
    this.code = code;
    this.tag = tag;
    this.words = words;
  }

  /** The reason of a code, 0 to 255; {@link #OTHER} if it is not known. */
  public static CloseReason ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : OTHER;
  }

  /** The code on the wire. */
  public int code() {
    return code;
  }

  /** The value in metrics at the node that is told: {@code remote-going-away}. */
  public String remoteTag() {
    return "remote-" + tag;
  }

  /** What the remote says of itself, as the second half of a sentence. */
  public String words() {
    return words;
  }

  /** {@return the short name, such as {@code going-away}} */
  @Override
  public String toString() {
    return tag;
  }
}
