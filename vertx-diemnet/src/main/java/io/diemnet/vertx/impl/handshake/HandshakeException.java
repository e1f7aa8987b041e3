package io.diemnet.vertx.impl.handshake;

/** A handshake message cannot be read, or two do not agree. It carries no stack trace. */
public final class HandshakeException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Which rule failed. */
  public enum Reason {
    /** The remote is on another chain. */
    CHAIN_ID("chain-id"),
    /** The remote is of another network. */
    NETWORK_ID("network-id"),
    /** No messaging version is spoken by both. */
    NO_COMMON_VERSION("no-common-version"),
    /** Both ends speak a version and no protocol in it, in a profile that refuses that. */
    NO_COMMON_PROTOCOLS("no-common-protocols"),
    /** The remote sent bytes that are not a handshake message. */
    MALFORMED("malformed"),
    /** The announced length has more bytes than the handshake message. */
    TRAILING_BYTES("trailing-bytes");

    private final String tag;

    Reason(String tag) {
      this.tag = tag;
    }

    /** The reason's name in metrics and events. */
    public String tag() {
      return tag;
    }
  }

  private final Reason reason;

  public HandshakeException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
