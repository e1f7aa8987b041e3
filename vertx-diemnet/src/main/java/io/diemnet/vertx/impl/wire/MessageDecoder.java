package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.impl.memory.MemoryAccount;
import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.noise.PlaintextSink;
import java.util.Arrays;

/**
 * Decodes the plaintext of a connection, in chunks of any size, into messages (specification
 * section 7). Owned by one event loop.
 *
 * <pre>
 *   LENGTH --4 bytes--> HEADER --parsed-------> PAYLOAD --last byte--> LENGTH
 *     |                   |
 *     | over the limit    | does not parse
 *     v                   v
 *   CLOSED              SKIP --last byte--> LENGTH
 * </pre>
 *
 * <p>The header is parsed in place and the payload goes into an array of its own. An announced
 * length allocates nothing: a payload longer than {@value #CHUNK} bytes is kept in chunks of that
 * size until half of it has come; only then is its array allocated. So the decoder holds at most
 * twice what came plus one chunk, and three times that while it copies the chunks. All of it is
 * charged to the connection's memory before it is allocated. A message that does not parse is
 * skipped, and reported after its last byte.
 */
public final class MessageDecoder implements PlaintextSink {

  /** What is allocated for a payload at once, in bytes. */
  static final int CHUNK = 64 * 1024;

  /** Receives the messages of a connection, in order, on its event loop. */
  public interface Listener {

    /**
     * A message came; its payload belongs to the receiver.
     *
     * @param length of the message in bytes, without the prefix
     */
    void message(NetworkMessage message, int length);

    /** A message does not parse; these are its first two bytes, 0 for a missing one. */
    void unparseable(int firstByte, int secondByte);

    /** A length over the limit was announced. Nothing more is delivered. */
    void tooLarge(long announced);

    /** A piece of a divided message was wrong; nothing is answered. */
    default void streamFault(StreamFault fault) {}
  }

  private enum State {
    LENGTH,
    HEADER,
    PAYLOAD,
    SKIP,
    CLOSED
  }

  private final int limit;
  private final Listener listener;
  private final FrameParser parser;
  private final MemoryLease memory;

  private State state = State.LENGTH;

  /** The bytes so far of a length or a header that came in pieces; null on most connections. */
  private byte[] pieces;

  private int pieceCount;

  /** In HEADER: the message's length. In SKIP: what is left of the message. */
  private int messageLength;

  private int firstByte;
  private int secondByte;

  /** Null while the payload is in chunks, or none is under way. */
  private byte[] payload;

  private PayloadChunks chunks;

  /** What is charged for the payload under way. */
  private long charged;

  private int payloadLength;
  private int payloadCount;

  /** A decoder of messages that each have one frame, without a bound on memory. */
  public MessageDecoder(ProtocolRegistry registry, int limit, Listener listener) {
    this(new MessageParser(registry), limit, listener, new MemoryLease(MemoryAccount.unlimited()));
  }

  /**
   * A decoder at the beginning of a stream.
   *
   * @param parser of this connection alone; closed with the decoder
   * @param limit the longest frame allowed, in bytes without its prefix
   * @param memory charged for payloads under way; when it refuses, the decoder is closed
   */
  public MessageDecoder(FrameParser parser, int limit, Listener listener, MemoryLease memory) {
    this.limit = limit;
    this.listener = listener;
    this.memory = memory;
    this.parser = parser;
  }

  /** Whether a message has begun that has not ended: the end of the stream here cuts it. */
  public boolean midMessage() {
    return state != State.CLOSED && (state != State.LENGTH || pieceCount > 0);
  }

  /** Whether a divided message is under way. */
  public boolean assembling() {
    return parser.assembling();
  }

  /** Gives up a divided message whose next piece has not come in time. */
  public void expire(long now) {
    parser.expire(now, listener);
  }

  /** Bytes of memory held for the message that is under way. */
  public int bytesPending() {
    return payload != null ? payload.length : chunks != null ? chunks.capacity() : pieceCount;
  }

  /** Drops the message under way. Nothing more is delivered, not even from the current chunk. */
  public void close() {
    state = State.CLOSED;
    payload = null;
    chunks = null;
    giveBack();
    pieces = null;
    pieceCount = 0;
    parser.close();
  }

  @Override
  public byte[] target(int length) {
    if (state != State.PAYLOAD || length > payloadLength - payloadCount) {
      return null;
    }
    if (!reserve(length)) {
      return null;
    }
    return payload != null ? payload : chunks.target(payloadCount, length);
  }

  @Override
  public int targetOffset() {
    return payload != null ? payloadCount : PayloadChunks.offset(payloadCount);
  }

  @Override
  public void targetWritten(int length) {
    if (state == State.PAYLOAD) {
      payloadCount += length;
      deliverIfComplete();
    }
  }

  @Override
  public void plaintext(byte[] array, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      switch (state) {
        case LENGTH -> at = readLength(array, at, end);
        case HEADER -> at = readHeader(array, at, end);
        case PAYLOAD -> at = readPayload(array, at, end);
        case SKIP -> at = skip(at, end);
        case CLOSED -> {
          return;
        }
      }
    }
  }

  private int readLength(byte[] array, int from, int end) {
    if (pieceCount == 0 && end - from >= 4) {
      beginMessage(array, from);
      return from + 4;
    }
    int at = from;
    while (at < end && pieceCount < 4) {
      keepPiece(array[at++]);
    }
    if (pieceCount == 4) {
      pieceCount = 0;
      beginMessage(pieces, 0);
    }
    return at;
  }

  private void beginMessage(byte[] array, int at) {
    int announced =
        array[at] << 24
            | (array[at + 1] & 0xff) << 16
            | (array[at + 2] & 0xff) << 8
            | (array[at + 3] & 0xff);
    if (announced < 0 || announced > limit) {
      close();
      listener.tooLarge(Integer.toUnsignedLong(announced));
    } else if (announced == 0) {
      listener.unparseable(0, 0);
    } else {
      messageLength = announced;
      state = State.HEADER;
    }
  }

  private int readHeader(byte[] array, int from, int end) {
    if (pieceCount == 0) {
      int available = Math.min(end - from, messageLength);
      int length = parser.parse(array, from, available, messageLength);
      // The first two bytes of a malformed message are reported, so both must be available.
      if (length == FrameParser.MALFORMED && available >= Math.min(2, messageLength)) {
        beginSkip(array, from);
        return from;
      }
      if (length >= 0) {
        return beginPayload(length, array, from + length, end);
      }
    }
    keepPiece(array[from]);
    int length = parser.parse(pieces, 0, pieceCount, messageLength);
    if (length >= 0) {
      pieceCount = 0;
      return beginPayload(length, array, from + 1, end);
    }
    if (length == FrameParser.MALFORMED && pieceCount >= Math.min(2, messageLength)) {
      int kept = pieceCount;
      pieceCount = 0;
      beginSkip(pieces, 0);
      messageLength -= kept;
      endSkipIfOver();
    }
    return from + 1;
  }

  private void beginSkip(byte[] start, int at) {
    firstByte = start[at] & 0xff;
    secondByte = messageLength > 1 ? start[at + 1] & 0xff : 0;
    state = State.SKIP;
  }

  private int skip(int from, int end) {
    int skipped = Math.min(end - from, messageLength);
    messageLength -= skipped;
    endSkipIfOver();
    return from + skipped;
  }

  private void endSkipIfOver() {
    if (messageLength == 0) {
      state = State.LENGTH;
      listener.unparseable(firstByte, secondByte);
    }
  }

  private int beginPayload(int headerLength, byte[] array, int at, int end) {
    int length = messageLength - headerLength;
    if (end - at >= length) {
      state = State.LENGTH;
      parser.deliver(Arrays.copyOfRange(array, at, at + length), messageLength, listener);
      return at + length;
    }
    payloadLength = length;
    payloadCount = 0;
    state = State.PAYLOAD;
    reserve(Math.min(end - at, length));
    return at;
  }

  private int readPayload(byte[] array, int from, int end) {
    int length = Math.min(end - from, payloadLength - payloadCount);
    if (!reserve(length)) {
      return end;
    }
    if (payload != null) {
      System.arraycopy(array, from, payload, payloadCount, length);
    } else {
      chunks.put(payloadCount, array, from, length);
    }
    payloadCount += length;
    deliverIfComplete();
    return from + length;
  }

  /** Makes room for bytes that have come and belong to the payload; closes when there is none. */
  private boolean reserve(int length) {
    if (payload != null) {
      return true;
    }
    try {
      int needed = payloadCount + length;
      if (payloadLength <= CHUNK || 2L * needed >= payloadLength) {
        if (!charge(MemoryLease.footprint(payloadLength))) {
          return false;
        }
        payload = new byte[payloadLength];
        if (chunks != null) {
          chunks.copyTo(payload, payloadCount);
          memory.give(chunks.footprint());
          charged -= chunks.footprint();
          chunks = null;
        }
        return true;
      }
      if (chunks == null) {
        chunks = new PayloadChunks();
      }
      while (chunks.capacity() < needed) {
        if (!charge(PayloadChunks.FOOTPRINT)) {
          return false;
        }
        chunks.add();
      }
      return true;
    } catch (OutOfMemoryError none) {
      // The heap is fragmented or filled by others: this message can be given up.
      close();
      memory.exhausted();
      return false;
    }
  }

  private boolean charge(long bytes) {
    if (!memory.take(bytes)) {
      close();
      return false;
    }
    charged += bytes;
    return true;
  }

  private void giveBack() {
    memory.give(charged);
    charged = 0;
  }

  private void deliverIfComplete() {
    if (payloadCount == payloadLength) {
      byte[] complete = payload;
      payload = null;
      state = State.LENGTH;
      // From here on the receiver charges it.
      giveBack();
      parser.deliver(complete, messageLength, listener);
    }
  }

  private void keepPiece(byte piece) {
    if (pieces == null) {
      pieces = new byte[parser.maxHeader()];
    }
    pieces[pieceCount++] = piece;
  }
}
