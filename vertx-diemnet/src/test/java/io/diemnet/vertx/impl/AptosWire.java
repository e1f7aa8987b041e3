package io.diemnet.vertx.impl;

import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.memory.MemoryAccount;
import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.profile.Profiles;
import io.diemnet.vertx.impl.profile.aptos.StreamAssembler;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.diemnet.vertx.impl.wire.StreamFault;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The parts of the APTOS profile, and its messages without a connection, for tests. */
public final class AptosWire {

  public static final Profile PROFILE = Profiles.of(WireProfile.APTOS);
  public static final MessageCodec CODEC = PROFILE.messages();
  public static final ProtocolRegistry REGISTRY =
      ProtocolRegistry.of(PROFILE.protocols(), List.of());
  public static final int FRAME = 4 * 1024 * 1024;

  private AptosWire() {}

  /** What one connection makes of the frames that it is given. */
  public static final class Decoded implements MessageDecoder.Listener {

    public final List<NetworkMessage> messages = new ArrayList<>();
    public final List<String> unparseable = new ArrayList<>();
    public final List<StreamFault> faults = new ArrayList<>();
    public final StreamAssembler assembler;
    private final MessageDecoder decoder;

    public Decoded(int maxFragments, int maxPayload, MemoryLease memory) {
      assembler = new StreamAssembler(REGISTRY, maxFragments, maxPayload, memory);
      decoder = new MessageDecoder(assembler, Integer.MAX_VALUE, this, memory);
    }

    public Decoded() {
      this(16, 16 * FRAME, new MemoryLease(MemoryAccount.unlimited()));
    }

    /** Takes a frame without its length. */
    public Decoded take(byte[] frame) {
      byte[] prefix = new byte[4];
      MessageEncoder.putLength(prefix, 0, frame.length);
      decoder.plaintext(prefix, 0, 4);
      decoder.plaintext(frame, 0, frame.length);
      return this;
    }

    @Override
    public void message(NetworkMessage message, int length) {
      messages.add(message);
    }

    @Override
    public void unparseable(int firstByte, int secondByte) {
      unparseable.add("%02x%02x".formatted(firstByte, secondByte));
    }

    @Override
    public void tooLarge(long announced) {
      throw new AssertionError("too large: " + announced);
    }

    @Override
    public void streamFault(StreamFault fault) {
      faults.add(fault);
    }
  }

  /** A whole message as one frame, without its length. */
  public static byte[] frame(NetworkMessage message) {
    byte[] header = new byte[MessageEncoder.MAX_HEADER];
    int length = CODEC.header(message, header, 0);
    return unprefixed(Arrays.copyOf(header, length), message.payload());
  }

  /** A frame without its length, which must be right. */
  public static byte[] unprefixed(byte[] header, Buffer payload) {
    Buffer frame = Buffer.buffer(header);
    if (payload != null) {
      frame.appendBuffer(payload);
    }
    if (frame.getInt(0) != frame.length() - 4) {
      throw new AssertionError("length " + frame.getInt(0) + " of " + (frame.length() - 4));
    }
    return frame.getBytes(4, frame.length());
  }
}
