package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.impl.noise.FrameFailure;
import io.diemnet.vertx.impl.wire.StreamFault;

/**
 * The reason why a message from a connected peer was invalid: the values of the tag {@code type}.
 */
public enum InvalidMessage {
  /** The message cannot be parsed. It is answered with a ParsingError. */
  PARSING_ERROR("parsing-error"),
  /** The announced length exceeds the limit. The connection is closed. */
  TOO_LARGE("too-large"),
  /** No handler serves the protocol. The message is answered with NotSupported. */
  NOT_SUPPORTED("not-supported"),
  /** A response that matches no pending call. */
  UNKNOWN_RESPONSE("unknown-response"),
  /** A health checker request that is not a ping. */
  HEALTH_CHECK("health-check"),
  /** A message of the protocol CloseReason that does not state a reason. It is ignored. */
  CLOSE_REASON("close-reason"),
  /** The remote reported that it could not use a message of this node. */
  ERROR_RECEIVED("error-received"),
  /** An error message of this node was dropped because the queue was full. */
  ERROR_DROPPED("error-dropped"),
  // Pieces of divided messages: one for each value of StreamFault. Nothing is answered.
  STREAM_HEADER("stream-header"),
  STREAM_FRAGMENT("stream-fragment"),
  STREAM_REPLACED("stream-replaced"),
  STREAM_TOO_LARGE("stream-too-large"),
  STREAM_TIMEOUT("stream-timeout"),
  // Noise frames: one for each value of FrameFailure. The connection is closed.
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

  public static InvalidMessage of(StreamFault fault) {
    return switch (fault) {
      case HEADER -> STREAM_HEADER;
      case FRAGMENT -> STREAM_FRAGMENT;
      case REPLACED -> STREAM_REPLACED;
      case TOO_LARGE -> STREAM_TOO_LARGE;
      case TIMEOUT -> STREAM_TIMEOUT;
    };
  }

  @Override
  public String toString() {
    return tag;
  }
}
