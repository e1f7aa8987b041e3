package io.diemnet.vertx.impl.profile.diem;

import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.wire.Fragmenter;
import io.diemnet.vertx.impl.wire.FrameParser;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.MessageParser;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;

/** A frame is one network message, and a message is one frame (specification section 7). */
final class DiemMessageCodec implements MessageCodec {

  @Override
  public int header(NetworkMessage message, byte[] out, int offset) {
    return MessageEncoder.header(message, out, offset);
  }

  @Override
  public int encodedSize(NetworkMessage message) {
    return MessageEncoder.encodedSize(message);
  }

  @Override
  public int directSendSize(int protocol, int payload) {
    return MessageEncoder.directSendSize(protocol, payload);
  }

  @Override
  public int rpcRequestSize(int protocol, int payload) {
    return MessageEncoder.rpcRequestSize(protocol, payload);
  }

  @Override
  public int rpcResponseSize(int payload) {
    return MessageEncoder.rpcResponseSize(payload);
  }

  @Override
  public int maxMessageSize(int maxFrameSize) {
    return maxFrameSize;
  }

  @Override
  public FrameParser parser(ProtocolRegistry registry, int maxFrameSize, MemoryLease memory) {
    return new MessageParser(registry);
  }

  @Override
  public Fragmenter fragmenter(int maxFrameSize) {
    return null;
  }
}
