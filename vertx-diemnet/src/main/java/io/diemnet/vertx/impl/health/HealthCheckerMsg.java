package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.vertx.core.buffer.Buffer;

/** A message of the health checker. It always has five bytes (specification section 11). */
public sealed interface HealthCheckerMsg {

  /** The bytes of every message: a variant and a nonce. */
  int LENGTH = 5;

  /** 32 bits that the pong repeats. */
  int nonce();

  /** The request. */
  record Ping(int nonce) implements HealthCheckerMsg {}

  /** The response, with the nonce of the ping. */
  record Pong(int nonce) implements HealthCheckerMsg {}

  /** The BCS form of this message. */
  default Buffer encode() {
    return Buffer.buffer(LENGTH)
        .appendByte((byte) (this instanceof Ping ? 0 : 1))
        .appendIntLE(nonce());
  }

  /**
   * Decodes a message from exactly these bytes. The length of the input is not checked before.
   *
   * @throws BcsException if the bytes are not a message
   */
  static HealthCheckerMsg decode(Buffer bytes) {
    if (bytes.length() != LENGTH) {
      throw new BcsException("a health check has 5 bytes, this has " + bytes.length());
    }
    int nonce = bytes.getIntLE(1);
    return switch (bytes.getByte(0)) {
      case 0 -> new Ping(nonce);
      case 1 -> new Pong(nonce);
      default -> throw new BcsException("neither ping nor pong: " + bytes.getByte(0));
    };
  }
}
