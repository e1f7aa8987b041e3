package io.diemnet.vertx.impl.metrics;

import java.util.Locale;

/** The outcome of a message: the tag {@code state} of the RPC and direct-send meters. */
public enum MessageState {
  SENT,
  RECEIVED,
  /** Refused because too many calls are pending or the inbound queue of its protocol is full. */
  DECLINED,
  /** Lost: no handler, no answer in time, no room, or the connection ended. */
  FAILED,
  /** Cancelled by the caller. */
  CANCELED;

  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
