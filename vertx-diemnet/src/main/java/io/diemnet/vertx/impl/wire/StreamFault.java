package io.diemnet.vertx.impl.wire;

/** What was wrong with a piece of a divided message. The connection goes on. */
public enum StreamFault {
  /** A first piece that begins no message: it announces too many or no further pieces. */
  HEADER,
  /** A further piece that is not the next one of the message under way, or there is none. */
  FRAGMENT,
  /** The message under way was dropped because another one began. */
  REPLACED,
  /** The message under way was dropped because it exceeded the limit of a message. */
  TOO_LARGE,
  /** The message under way was dropped because no further piece came in time. */
  TIMEOUT
}
