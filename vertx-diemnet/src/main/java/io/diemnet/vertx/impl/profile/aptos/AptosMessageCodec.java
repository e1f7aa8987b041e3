package io.diemnet.vertx.impl.profile.aptos;

import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.wire.Fragmenter;
import io.diemnet.vertx.impl.wire.FrameParser;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;

/**
 * A frame is a MultiplexMessage: a whole network message behind a zero byte, or a piece of one that
 * is longer than a chunk (section 4).
 */
final class AptosMessageCodec implements MessageCodec {

  /** What a piece leaves of a frame for its headers, in bytes. */
  static final int CHUNK_MARGIN = 64;

  /** The limit of a message's payload, in frames; also the most fragments behind a header. */
  static final int MAX_FRAMES = 16;

  /** The variant byte, then at most 13 bytes before a payload. */
  private static final int MAX_OVERHEAD = 16;

  static final int MESSAGE = 0;
  static final int STREAM = 1;
  static final int STREAM_HEADER = 0;
  static final int STREAM_FRAGMENT = 1;

  @Override
  public int header(NetworkMessage message, byte[] out, int offset) {
    // Written one byte further on, so the last byte of its length is where the variant belongs.
    int written = MessageEncoder.header(message, out, offset + 1);
    int length =
        out[offset + 1] << 24
            | (out[offset + 2] & 0xff) << 16
            | (out[offset + 3] & 0xff) << 8
            | (out[offset + 4] & 0xff);
    MessageEncoder.putLength(out, offset, length + 1);
    out[offset + 4] = MESSAGE;
    return written + 1;
  }

  @Override
  public int encodedSize(NetworkMessage message) {
    return withVariant(MessageEncoder.encodedSize(message));
  }

  @Override
  public int directSendSize(int protocol, int payload) {
    return withVariant(MessageEncoder.directSendSize(protocol, payload));
  }

  @Override
  public int rpcRequestSize(int protocol, int payload) {
    return withVariant(MessageEncoder.rpcRequestSize(protocol, payload));
  }

  @Override
  public int rpcResponseSize(int payload) {
    return withVariant(MessageEncoder.rpcResponseSize(payload));
  }

  private static int withVariant(int size) {
    return size == Integer.MAX_VALUE ? size : size + 1;
  }

  @Override
  public int maxMessageSize(int maxFrameSize) {
    return withinInt((long) maxPayload(maxFrameSize) + MAX_OVERHEAD);
  }

  @Override
  public int maxPayload(int maxFrameSize) {
    return withinInt((long) MAX_FRAMES * maxFrameSize);
  }

  @Override
  public int notSupportedPerSecond() {
    return 10;
  }

  private static int withinInt(long bytes) {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  @Override
  public FrameParser parser(ProtocolRegistry registry, int maxFrameSize, MemoryLease memory) {
    return new StreamAssembler(registry, MAX_FRAMES, maxPayload(maxFrameSize), memory);
  }

  @Override
  public Fragmenter fragmenter(int maxFrameSize) {
    return new StreamFragmenter(maxFrameSize - CHUNK_MARGIN);
  }
}
