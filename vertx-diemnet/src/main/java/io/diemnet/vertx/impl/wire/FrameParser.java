package io.diemnet.vertx.impl.wire;

/**
 * Parses the frames of one connection: first what stands before a payload, then the frame with its
 * payload. A parser of a profile that divides messages puts them together here and delivers them
 * when they are complete. Owned by the connection's event loop.
 */
public interface FrameParser {

  /** A result of {@link #parse}: more of the frame must come first. */
  int INCOMPLETE = -1;

  /** A result of {@link #parse}: this is no frame of the profile. */
  int MALFORMED = -2;

  /** The longest header that {@link #parse} can need, in bytes, malformed ones included. */
  int maxHeader();

  /**
   * Parses a header from the first {@code available} of a frame's {@code frameLength} bytes.
   *
   * @return the header's length, {@link #INCOMPLETE} or {@link #MALFORMED}. A header is good only
   *     if the payload ends where the frame does.
   */
  int parse(byte[] bytes, int offset, int available, int frameLength);

  /**
   * Takes the frame whose header was parsed last.
   *
   * @param payload all bytes behind the header; belongs to the parser from now on
   * @param frameLength header and payload, in bytes
   * @param listener gets the messages that are complete now: usually one
   */
  void deliver(byte[] payload, int frameLength, MessageDecoder.Listener listener);

  /** Whether a message is under way of which further pieces must come. */
  default boolean assembling() {
    return false;
  }

  /**
   * Gives a message up whose next piece has not come in time. Called now and then while {@link
   * #assembling}.
   *
   * @param now on the network's clock, in nanoseconds
   */
  default void expire(long now, MessageDecoder.Listener listener) {}

  /** The connection has ended: drops what is not complete. */
  void close();
}
