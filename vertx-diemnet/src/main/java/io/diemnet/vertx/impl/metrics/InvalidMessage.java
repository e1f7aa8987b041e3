package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.impl.noise.FrameFailure;

/** What was wrong with what a connected peer sent: all values of the tag {@code type}. */
public enum InvalidMessage {
  /** It does not parse; answered with a ParsingError. */
  PARSING_ERROR("parsing-error"),
  /** The announced length is over the limit: the connection ends. */
  TOO_LARGE("too-large"),
  /** Nobody here serves its protocol; answered with NotSupported. */
  NOT_SUPPORTED("not-supported"),
  /** A response to no pending call. */
  UNKNOWN_RESPONSE("unknown-response"),
  /** A request of the health checker that is no ping. */
  HEALTH_CHECK("health-check"),
  /** The remote says that it could not use a message of ours. */
  ERROR_RECEIVED("error-received"),
  /** An error message of ours had no room. */
  ERROR_DROPPED("error-dropped"),
  // Noise frames: one for each value of FrameFailure. The connection ends.
  FRAME_TOO_SHORT(FrameFailure.TOO_SHORT.tag()),
  FRAME_NOT_AUTHENTIC(FrameFailure.NOT_AUTHENTIC.tag()),
  CIPHER_EXHAUSTED(FrameFailure.EXHAUSTED.tag()),
  FRAME_TRUNCATED(FrameFailure.TRUNCATED.tag());

  private final String tag;

  InvalidMessage(String tag) {
    this.tag = tag;
  }

  public String tag() {
    return tag;
  }

  public static InvalidMessage of(FrameFailure failure) {
    return switch (failure) {
      case TOO_SHORT -> FRAME_TOO_SHORT;
      case NOT_AUTHENTIC -> FRAME_NOT_AUTHENTIC;
      case EXHAUSTED -> CIPHER_EXHAUSTED;
      case TRUNCATED -> FRAME_TRUNCATED;
    };
  }

  @Override
  public String toString() {
    return tag;
  }
}
