package io.diemnet.vertx.impl.noise;

/**
 * The listener's message (specification section 5).
 *
 * <pre>
 *   0        32            48
 *   +--------+-------------+
 *   | e      | tag of an   |
 *   |        | empty       |
 *   | 32     | payload, 16 |
 *   +--------+-------------+
 * </pre>
 */
public final class ServerMessage {

  /** Bytes on the wire. */
  public static final int LENGTH = 48;

  private ServerMessage() {}
}
