package io.diemnet.vertx.impl;

import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.wire.Fragmenter;
import io.diemnet.vertx.impl.wire.FrameParser;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.MessageParser;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * One byte before each message: 0 a whole message; 1 the first piece of one, then how many follow
 * and the message with its payload cut; 2 a further piece, then its number from 1.
 */
final class SecondCodec implements MessageCodec {

  static final int CHUNK = 1000;

  @Override
  public int header(NetworkMessage message, byte[] out, int offset) {
    int written = MessageEncoder.header(message, out, offset + 1);
    MessageEncoder.putLength(out, offset, encodedSize(message));
    out[offset + 4] = 0;
    return written + 1;
  }

  @Override
  public int encodedSize(NetworkMessage message) {
    return 1 + MessageEncoder.encodedSize(message);
  }

  @Override
  public int directSendSize(int protocol, int payload) {
    return 1 + MessageEncoder.directSendSize(protocol, payload);
  }

  @Override
  public int rpcRequestSize(int protocol, int payload) {
    return 1 + MessageEncoder.rpcRequestSize(protocol, payload);
  }

  @Override
  public int rpcResponseSize(int payload) {
    return 1 + MessageEncoder.rpcResponseSize(payload);
  }

  @Override
  public int maxMessageSize(int maxFrameSize) {
    return 16 * maxFrameSize;
  }

  @Override
  public FrameParser parser(ProtocolRegistry registry, int maxFrameSize, MemoryLease memory) {
    return new Pieces(registry, memory);
  }

  @Override
  public Fragmenter fragmenter(int maxFrameSize) {
    return new Pieced();
  }

  private static final class Pieced implements Fragmenter {

    @Override
    public boolean divides(NetworkMessage message) {
      return message.payload() != null && message.payload().length() > CHUNK;
    }

    @Override
    public Iterator<Frame> divide(NetworkMessage message) {
      int further = (message.payload().length() - 1) / CHUNK;
      return IntStream.rangeClosed(0, further)
          .mapToObj(piece -> piece(message, piece, further))
          .iterator();
    }

    private static Frame piece(NetworkMessage message, int piece, int further) {
      int length = message.payload().length();
      Buffer part = message.payload().slice(piece * CHUNK, Math.min(length, (piece + 1) * CHUNK));
      byte[] header = new byte[MessageEncoder.MAX_HEADER];
      int size = 6;
      if (piece == 0) {
        size = 2 + MessageEncoder.header(message.accept(new WithPayload(part)), header, 2);
      }
      MessageEncoder.putLength(header, 0, size - 4 + part.length());
      header[4] = (byte) (piece == 0 ? 1 : 2);
      header[5] = (byte) (piece == 0 ? further : piece);
      return new Frame(Arrays.copyOf(header, size), part);
    }
  }

  private static final class Pieces implements FrameParser {

    private final MessageParser messages;
    private final MemoryLease memory;
    private int kind;
    private int number;
    private NetworkMessage first;
    private Buffer payload;
    private int expected;
    private int next;
    private int total;
    private long charged;

    Pieces(ProtocolRegistry registry, MemoryLease memory) {
      this.messages = new MessageParser(registry);
      this.memory = memory;
    }

    @Override
    public int maxHeader() {
      return 2 + MessageParser.MAX_HEADER;
    }

    @Override
    public int parse(byte[] bytes, int offset, int available, int frameLength) {
      if (available < Math.min(2, frameLength)) {
        return INCOMPLETE;
      }
      kind = bytes[offset];
      number = frameLength > 1 ? bytes[offset + 1] & 0xff : 0;
      int own = kind == 0 ? 1 : 2;
      if (kind < 0 || kind > 2 || frameLength < own) {
        return MALFORMED;
      }
      if (kind == 2) {
        return own;
      }
      int header = messages.parse(bytes, offset + own, available - own, frameLength - own);
      return header < 0 ? header : own + header;
    }

    @Override
    public void deliver(byte[] bytes, int frameLength, MessageDecoder.Listener listener) {
      if (kind == 0) {
        listener.message(messages.message(bytes), frameLength);
      } else if (kind == 1) {
        close();
        begin(messages.message(bytes), bytes.length, frameLength);
      } else if (first != null && number == next && take(bytes.length)) {
        payload.appendBytes(bytes);
        total += bytes.length;
        if (next++ == expected) {
          NetworkMessage whole = first.accept(new WithPayload(payload));
          int size = total;
          close();
          listener.message(whole, size);
        }
      }
    }

    private void begin(NetworkMessage message, int length, int frameLength) {
      if (message.payload() != null && take(length)) {
        first = message;
        payload = message.payload();
        expected = number;
        next = 1;
        total = frameLength - 1;
      }
    }

    private boolean take(int bytes) {
      charged += bytes;
      return memory.take(bytes);
    }

    @Override
    public void close() {
      memory.give(charged);
      charged = 0;
      first = null;
      payload = null;
    }
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
