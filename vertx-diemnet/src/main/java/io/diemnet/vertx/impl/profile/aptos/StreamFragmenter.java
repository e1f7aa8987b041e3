package io.diemnet.vertx.impl.profile.aptos;

import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.wire.Fragmenter;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Divides messages whose payload is longer than one chunk (section 4). The header has the message
 * with the first chunk of its payload, each fragment one further chunk.
 *
 * <pre>
 *   header     length u32, 01, 00, stream u32 LE, fragments u8, NetworkMessage
 *   fragment   length u32, 01, 01, stream u32 LE, fragment u8, ULEB128 length, bytes
 * </pre>
 */
public final class StreamFragmenter implements Fragmenter {

  private static final int LENGTH_PREFIX = 4;

  /** Two variants, the stream and a number, before a network message or a length. */
  private static final int STREAM_FIELDS = 7;

  private final int chunk;
  private int nextStream;

  /**
   * @param chunk the longest payload that is sent whole, in bytes
   */
  public StreamFragmenter(int chunk) {
    this.chunk = chunk;
  }

  @Override
  public boolean divides(NetworkMessage message) {
    Buffer payload = message.payload();
    return payload != null && payload.length() > chunk;
  }

  @Override
  public Iterator<Frame> divide(NetworkMessage message) {
    return new Pieces(message, nextStream++);
  }

  private final class Pieces implements Iterator<Frame> {

    private final NetworkMessage message;
    private final int stream;
    private final int fragments;
    private int next;

    Pieces(NetworkMessage message, int stream) {
      this.message = message;
      this.stream = stream;
      this.fragments = (message.payload().length() - 1) / chunk;
    }

    @Override
    public boolean hasNext() {
      return next <= fragments;
    }

    @Override
    public Frame next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int piece = next++;
      int from = piece * chunk;
      Buffer payload = message.payload();
      // A view: the sender's bytes are encrypted where they are.
      Buffer part = payload.slice(from, Math.min(payload.length() - from, chunk) + from);
      byte[] header =
          piece == 0
              ? header(stream, fragments, message, part.length())
              : fragment(stream, piece, part.length());
      return new Frame(header, part);
    }
  }

  /** The beginning of a header's frame, up to the first {@code length} bytes of the payload. */
  public static byte[] header(int stream, int fragments, NetworkMessage message, int length) {
    byte[] out = new byte[MessageEncoder.MAX_HEADER];
    // The encoder writes a length of its own before the message: the stream's fields replace it.
    int size = STREAM_FIELDS + message.write(new CutPayload(length), out, STREAM_FIELDS);
    return fields(AptosMessageCodec.STREAM_HEADER, stream, fragments, size, length, out);
  }

  /** The beginning of a fragment's frame, up to its {@code length} bytes of data. */
  public static byte[] fragment(int stream, int fragment, int length) {
    byte[] out = new byte[MessageEncoder.MAX_HEADER];
    int size = BcsWriter.putUleb128(out, LENGTH_PREFIX + STREAM_FIELDS, length);
    return fields(AptosMessageCodec.STREAM_FRAGMENT, stream, fragment, size, length, out);
  }

  private static byte[] fields(int type, int stream, int number, int size, int length, byte[] out) {
    MessageEncoder.putLength(out, 0, size - LENGTH_PREFIX + length);
    int at = LENGTH_PREFIX;
    out[at++] = AptosMessageCodec.STREAM;
    out[at++] = (byte) type;
    for (int i = 0; i < Integer.BYTES; i++) {
      out[at++] = (byte) (stream >>> (8 * i));
    }
    out[at] = (byte) number;
    return Arrays.copyOf(out, size);
  }

  /** Writes the header of a message as if it had only the first bytes of its payload. */
  private record CutPayload(int length) implements NetworkMessage.Writer {

    @Override
    public int error(NetworkMessage.Error message, byte[] out, int offset) {
      return MessageEncoder.header(message, out, offset);
    }

    @Override
    public int rpcRequest(NetworkMessage.RpcRequest m, byte[] out, int offset) {
      return MessageEncoder.rpcRequest(
          m.protocol().number(), m.requestId(), m.priority(), length, out, offset);
    }

    @Override
    public int rpcResponse(NetworkMessage.RpcResponse m, byte[] out, int offset) {
      return MessageEncoder.rpcResponse(m.requestId(), m.priority(), length, out, offset);
    }

    @Override
    public int directSend(NetworkMessage.DirectSend m, byte[] out, int offset) {
      return MessageEncoder.directSend(m.protocol().number(), m.priority(), length, out, offset);
    }
  }
}
