package io.diemnet.vertx.impl.metrics;

import java.util.Locale;

/** What became of a message; the tag {@code state} of the RPC and direct-send meters. */
public enum MessageState {
  SENT,
  RECEIVED,
  /** Not taken: too many pending, or its protocol's inbound queue is full. */
  DECLINED,
  /** Lost on the way: no handler, no answer in time, no room, or the connection ended. */
  FAILED,
  /** Given up by the caller. */
  CANCELED;

  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
