package io.diemnet.vertx.impl.profile.aptos;

import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.wire.FrameParser;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.MessageParser;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.Payloads;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.diemnet.vertx.impl.wire.StreamFault;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Parses MultiplexMessages and puts the one stream of a connection together (section 4).
 *
 * <ul>
 *   <li>A header that announces no or too many fragments, or has an Error, is ignored; a stream
 *       that is open stays.
 *   <li>Another header discards the open stream and begins a new one.
 *   <li>A fragment that is not the next one of the open stream is ignored; the right one may come
 *       later.
 *   <li>A stream ends whose payload exceeds the limit of a message, or whose next piece does not
 *       come within {@value #TIMEOUT_SECONDS} s.
 * </ul>
 *
 * <p>Each piece is charged to the connection's memory before it is kept; what a header announces
 * takes nothing. The last fragment copies the pieces into one array.
 */
public final class StreamAssembler implements FrameParser {

  /** The time in which the next piece must come, in seconds. */
  static final int TIMEOUT_SECONDS = 30;

  private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);

  /** Variants, stream and number, before a network message or the data of a fragment. */
  private static final int FIELDS = 7;

  private enum Kind {
    MESSAGE,
    HEADER,
    FRAGMENT
  }

  private final MessageParser messages;
  private final int maxFragments;
  private final int maxPayload;
  private final MemoryLease memory;

  // What was parsed last.
  private Kind kind = Kind.MESSAGE;
  private int stream;
  private int number;

  // The open stream; null if there is none.
  private NetworkMessage first;
  private final List<byte[]> pieces = new ArrayList<>(0);
  private int openStream;
  private int expected;
  private int received;
  private int total;
  private int frameBytes;
  private long charged;

  /** A number that changes with each piece, and the one that {@link #expire} saw last. */
  private int progress;

  private int seen;
  private long since;

  /**
   * @param maxFragments the most fragments that a header may announce
   * @param maxPayload the longest payload of a message, in bytes
   * @param memory of the connection
   */
  public StreamAssembler(
      ProtocolRegistry registry, int maxFragments, int maxPayload, MemoryLease memory) {
    this.messages = new MessageParser(registry);
    this.maxFragments = maxFragments;
    this.maxPayload = maxPayload;
    this.memory = memory;
  }

  // ---- parsing

  @Override
  public int maxHeader() {
    return FIELDS + MessageParser.MAX_HEADER;
  }

  @Override
  public int parse(byte[] bytes, int offset, int available, int frameLength) {
    if (available == 0) {
      return INCOMPLETE;
    }
    int variant = bytes[offset];
    if (variant == AptosMessageCodec.MESSAGE) {
      kind = Kind.MESSAGE;
      return frameLength == 1 ? MALFORMED : message(bytes, offset, available, frameLength, 1);
    }
    if (variant != AptosMessageCodec.STREAM || frameLength <= FIELDS) {
      return MALFORMED;
    }
    if (available < 2) {
      return INCOMPLETE;
    }
    int type = bytes[offset + 1];
    if (type != AptosMessageCodec.STREAM_HEADER && type != AptosMessageCodec.STREAM_FRAGMENT) {
      return MALFORMED;
    }
    if (available < FIELDS) {
      return INCOMPLETE;
    }
    stream =
        (bytes[offset + 2] & 0xff)
            | (bytes[offset + 3] & 0xff) << 8
            | (bytes[offset + 4] & 0xff) << 16
            | bytes[offset + 5] << 24;
    number = bytes[offset + 6] & 0xff;
    if (type == AptosMessageCodec.STREAM_HEADER) {
      kind = Kind.HEADER;
      return message(bytes, offset, available, frameLength, FIELDS);
    }
    kind = Kind.FRAGMENT;
    return fragment(bytes, offset, available, frameLength);
  }

  private int message(byte[] bytes, int offset, int available, int frameLength, int own) {
    int header = messages.parse(bytes, offset + own, available - own, frameLength - own);
    return header < 0 ? header : own + header;
  }

  /** The length of a fragment's data, which must be all that is left of the frame. */
  private static int fragment(byte[] bytes, int offset, int available, int frameLength) {
    int length = 0;
    for (int at = FIELDS, shift = 0; shift <= 28; at++, shift += 7) {
      if (at >= available) {
        return available < frameLength ? INCOMPLETE : MALFORMED;
      }
      int next = bytes[offset + at];
      if (shift == 28 && (next & 0xf8) != 0) {
        return MALFORMED;
      }
      length |= (next & 0x7f) << shift;
      if (next >= 0) {
        boolean minimal = next != 0 || shift == 0;
        return minimal && length == frameLength - at - 1 ? at + 1 : MALFORMED;
      }
    }
    return MALFORMED;
  }

  /** The stream of the piece that was parsed last. */
  public int stream() {
    return stream;
  }

  /** How many fragments follow the header that was parsed last, or the number of a fragment. */
  public int number() {
    return number;
  }

  // ---- assembling

  @Override
  public void deliver(byte[] payload, int frameLength, MessageDecoder.Listener listener) {
    switch (kind) {
      case MESSAGE -> listener.message(messages.message(payload), frameLength);
      case HEADER -> begin(messages.message(payload), payload, frameLength, listener);
      case FRAGMENT -> add(payload, frameLength, listener);
    }
  }

  private void begin(
      NetworkMessage message, byte[] payload, int frameLength, MessageDecoder.Listener listener) {
    if (message.payload() == null || number == 0 || number > maxFragments) {
      listener.streamFault(StreamFault.HEADER);
      return;
    }
    if (first != null) {
      close();
      listener.streamFault(StreamFault.REPLACED);
    }
    first = message;
    openStream = stream;
    expected = number;
    received = 0;
    keep(payload, frameLength, listener);
  }

  private void add(byte[] data, int frameLength, MessageDecoder.Listener listener) {
    if (first == null || stream != openStream || number != received + 1) {
      listener.streamFault(StreamFault.FRAGMENT);
      return;
    }
    received++;
    if (keep(data, frameLength, listener) && received == expected) {
      complete(listener);
    }
  }

  /** Keeps a piece; false if the stream has ended because of it. */
  private boolean keep(byte[] piece, int frameLength, MessageDecoder.Listener listener) {
    if (piece.length > maxPayload - total) {
      close();
      listener.streamFault(StreamFault.TOO_LARGE);
      return false;
    }
    if (!take(MemoryLease.footprint(piece.length))) {
      return false;
    }
    pieces.add(piece);
    total += piece.length;
    frameBytes += frameLength;
    progress++;
    return true;
  }

  private void complete(MessageDecoder.Listener listener) {
    byte[] whole;
    try {
      if (!take(MemoryLease.footprint(total))) {
        return;
      }
      whole = new byte[total];
    } catch (OutOfMemoryError none) {
      // The heap is fragmented or filled by others: this message can be given up.
      close();
      memory.exhausted();
      return;
    }
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, whole, at, piece.length);
      at += piece.length;
    }
    NetworkMessage message = first.accept(new WithPayload(Payloads.wrap(whole)));
    int size = frameBytes;
    // From here on the receiver charges it.
    close();
    listener.message(message, size);
  }

  /** The connection is being evicted or has ended when memory is refused. */
  private boolean take(long bytes) {
    if (!memory.take(bytes)) {
      close();
      return false;
    }
    charged += bytes;
    return true;
  }

  @Override
  public boolean assembling() {
    return first != null;
  }

  @Override
  public void expire(long now, MessageDecoder.Listener listener) {
    if (first == null) {
      return;
    }
    if (progress != seen) {
      seen = progress;
      since = now;
    } else if (now - since >= TIMEOUT) {
      close();
      listener.streamFault(StreamFault.TIMEOUT);
    }
  }

  @Override
  public void close() {
    memory.give(charged);
    charged = 0;
    first = null;
    pieces.clear();
    total = 0;
    frameBytes = 0;
  }

  /** The same message with another payload. */
  private record WithPayload(Buffer payload) implements NetworkMessage.Visitor<NetworkMessage> {

    @Override
    public NetworkMessage error(NetworkMessage.Error message) {
      return message;
    }

    @Override
    public NetworkMessage rpcRequest(NetworkMessage.RpcRequest m) {
      return new NetworkMessage.RpcRequest(m.protocol(), m.requestId(), m.priority(), payload);
    }

    @Override
    public NetworkMessage rpcResponse(NetworkMessage.RpcResponse m) {
      return new NetworkMessage.RpcResponse(m.requestId(), m.priority(), payload);
    }

    @Override
    public NetworkMessage directSend(NetworkMessage.DirectSend m) {
      return new NetworkMessage.DirectSend(m.protocol(), m.priority(), payload);
    }
  }
}
