package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.impl.memory.MemoryLease;

/**
 * The message format of a wire profile. It is stateless and serves all connections of a network;
 * {@link #parser} and {@link #fragmenter} make what one connection remembers.
 */
public interface MessageCodec {

  /**
   * Writes length prefix and header of a message; its payload must follow. Writes at most {@link
   * MessageEncoder#MAX_HEADER} bytes.
   *
   * @return how many bytes were written
   */
  int header(NetworkMessage message, byte[] out, int offset);

  /** The length of a message in one frame, its prefix not counted; 2^31-1 for any longer one. */
  int encodedSize(NetworkMessage message);

  /** The {@link #encodedSize} of a direct send whose payload has {@code payload} bytes. */
  int directSendSize(int protocol, int payload);

  /** The {@link #encodedSize} of a request whose payload has {@code payload} bytes. */
  int rpcRequestSize(int protocol, int payload);

  /** The {@link #encodedSize} of a response whose payload has {@code payload} bytes. */
  int rpcResponseSize(int payload);

  /**
   * The largest {@link #encodedSize} that may be sent.
   *
   * @param maxFrameSize the configured limit of a frame
   * @return the same, if no message is divided
   */
  int maxMessageSize(int maxFrameSize);

  /**
   * The longest payload of a message that may be sent.
   *
   * @param maxFrameSize the configured limit of a frame
   * @return 2^31-1 if only {@link #maxMessageSize} bounds it
   */
  default int maxPayload(int maxFrameSize) {
    return Integer.MAX_VALUE;
  }

  /**
   * How many times in a second a connection may tell the remote that a protocol is not served. In
   * some profiles the remote writes each to its log.
   */
  default int notSupportedPerSecond() {
    return Integer.MAX_VALUE;
  }

  /**
   * Parses the frames that one connection receives, and puts divided messages together.
   *
   * @param maxFrameSize the configured limit of a frame
   * @param memory of the connection; whatever a parser keeps of a payload is charged to it
   */
  FrameParser parser(ProtocolRegistry registry, int maxFrameSize, MemoryLease memory);

  /**
   * Divides the messages that one connection sends.
   *
   * @param maxFrameSize the configured limit of a frame
   * @return null if every message goes in one frame, as in DiemNet v1
   */
  Fragmenter fragmenter(int maxFrameSize);
}
