package io.diemnet.vertx.impl.handshake;

/** A handshake message that cannot be read, or two that do not agree. It carries no stack trace. */
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
    /** The remote sent what is no handshake message. */
    MALFORMED("malformed"),
    /** The remote sent more within the announced length than a handshake message. */
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
