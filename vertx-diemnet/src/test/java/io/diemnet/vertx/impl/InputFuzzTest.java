package io.diemnet.vertx.impl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.discovery.AddressKeys;
import io.diemnet.vertx.impl.discovery.DiscoveryException;
import io.diemnet.vertx.impl.discovery.PeersFile;
import io.diemnet.vertx.impl.discovery.ValidatorSet;
import io.diemnet.vertx.impl.discovery.ValidatorSetReader;
import io.diemnet.vertx.impl.handshake.HandshakeException;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.noise.Authenticator;
import io.diemnet.vertx.impl.noise.ClientMessage;
import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseRejection;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.noise.TimestampSource;
import io.diemnet.vertx.impl.noise.TransportCiphers;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/**
 * Targets for Jazzer: what a remote or a file gives the library. In the build they run on their
 * inputs in the test resources; {@code -Pfuzz} searches for new ones.
 *
 * <p>Each target throws only what the code under test documents, and what it accepts is written
 * again as the same bytes.
 */
@Tag("fuzz")
class InputFuzzTest {

  private static final int LIMIT = 256 * 1024;
  private static final NoiseIdentity OWN = identity((byte) 1);
  private static final NoiseIdentity REMOTE = identity((byte) 2);
  private static final NoiseResponder RESPONDER =
      new NoiseResponder(
          CryptoProviders.jdk(),
          OWN,
          Authenticator.maybeMutual(new TrustedPeers(), DiemWire.PEER_IDS, PeerRole.UNKNOWN));

  private static NoiseIdentity identity(byte fill) {
    byte[] key = new byte[PrivateKey.LENGTH];
    Arrays.fill(key, fill);
    return NoiseIdentity.of(PrivateKey.of(key), DiemWire.PEER_IDS);
  }

  /** The input is a program: each of its first bytes chooses what is read from the rest. */
  @FuzzTest(maxDuration = "10m")
  void bcs(byte[] input) {
    int program = Math.min(input.length, 16);
    BcsReader in = new BcsReader(input, program, input.length - program);
    BcsWriter out = new BcsWriter();
    int read = program;
    try {
      for (int i = 0; i < program && in.remaining() > 0; i++) {
        switch (input[i] & 7) {
          case 0 -> out.writeBool(in.readBool());
          case 1 -> out.writeU8(in.readU8());
          case 2 -> out.writeU16(in.readU16());
          case 3 -> out.writeU32(in.readU32());
          case 4 -> out.writeU64(in.readU64());
          case 5 -> out.writeUleb128(in.readUleb128());
          case 6 -> out.writeBytes(in.readBytes());
          default -> out.writeString(in.readString());
        }
        read = in.position();
      }
    } catch (BcsException refused) {
      // What was read before counts.
    }
    assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(input, program, read));
  }

  @FuzzTest(maxDuration = "10m")
  void addressBytes(byte[] input) {
    NetworkAddress address;
    try {
      address = NetworkAddress.fromBytes(input);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(address.toBytes()).isEqualTo(input);
    assertThat(NetworkAddress.parse(address.toString())).isEqualTo(address);
  }

  @FuzzTest(maxDuration = "10m")
  void addressText(byte[] input) {
    NetworkAddress address;
    try {
      address = NetworkAddress.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(NetworkAddress.parse(address.toString())).isEqualTo(address);
    assertThat(NetworkAddress.fromBytes(address.toBytes())).isEqualTo(address);
  }

  @FuzzTest(maxDuration = "10m")
  void handshakeMsg(byte[] input) {
    HandshakeMsg message;
    try {
      message = HandshakeMsg.decode(input, 0, input.length, DiemWire.RULES);
    } catch (HandshakeException refused) {
      return;
    }
    assertThat(message.encode(DiemWire.RULES)).isEqualTo(input);
    try {
      message.negotiate(message, DiemWire.RULES);
    } catch (HandshakeException noCommonProtocols) {
      assertThat(noCommonProtocols.reason())
          .isIn(
              HandshakeException.Reason.NO_COMMON_PROTOCOLS,
              HandshakeException.Reason.NO_COMMON_VERSION);
    }
  }

  /** The first byte decides how the rest is cut: the messages do not depend on it. */
  @FuzzTest(maxDuration = "10m")
  void messages(byte[] input) {
    int cut = input.length == 0 ? 1 : 1 + (input[0] & 0xff);
    byte[] stream = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    Messages whole = new Messages();
    whole.decoder.plaintext(stream, 0, stream.length);
    Messages pieces = new Messages();
    for (int at = 0; at < stream.length; at += cut) {
      int length = Math.min(cut, stream.length - at);
      pieces.decoder.plaintext(stream, at, length);
      assertThat(pieces.decoder.bytesPending()).isLessThanOrEqualTo(3 * (at + length) + 64 * 1024);
    }
    assertThat(pieces.encoded).usingElementComparator(Arrays::compare).isEqualTo(whole.encoded);
    assertThat(pieces.other).isEqualTo(whole.other);
    assertThat(pieces.decoder.midMessage()).isEqualTo(whole.decoder.midMessage());
    if (whole.other.isEmpty() && !whole.decoder.midMessage()) {
      assertThat(Unpooled.wrappedBuffer(whole.encoded.toArray(new byte[0][])))
          .isEqualTo(Unpooled.wrappedBuffer(stream));
    }
    if (whole.closed) {
      int before = whole.encoded.size();
      whole.decoder.plaintext(new byte[] {0, 0, 0, 1, 0}, 0, 5);
      assertThat(whole.encoded).hasSize(before);
      assertThat(whole.decoder.bytesPending()).isZero();
    }
  }

  private static final class Messages implements MessageDecoder.Listener {
    final MessageDecoder decoder = new MessageDecoder(DiemWire.REGISTRY, LIMIT, this);
    final List<byte[]> encoded = new ArrayList<>();
    final List<String> other = new ArrayList<>();
    boolean closed;

    @Override
    public void message(NetworkMessage message, int length) {
      byte[] again = MessageEncoder.encode(message);
      assertThat(again).hasSize(Integer.BYTES + length);
      encoded.add(again);
    }

    @Override
    public void unparseable(int firstByte, int secondByte) {
      other.add(firstByte + " " + secondByte);
    }

    @Override
    public void tooLarge(long announced) {
      assertThat(announced).isGreaterThan(LIMIT);
      assertThat(closed).isFalse();
      closed = true;
      other.add("too large " + announced);
    }
  }

  /** The responder behind a good prologue, so that the search need not invent a public key. */
  @FuzzTest(maxDuration = "10m")
  void noiseClientMessage(byte[] input) {
    byte[] message = Arrays.copyOf(input, ClientMessage.length(REMOTE.peerId().length()));
    if (input.length > 0 && (input[0] & 1) == 0) {
      REMOTE.peerId().writeTo(message, 0);
      OWN.publicKey().writeTo(message, REMOTE.peerId().length());
    }
    try {
      RESPONDER.accept(ClientMessage.of(message));
    } catch (NoiseRejection refused) {
      assertThat(refused.failure()).isNotNull();
      return;
    }
    throw new AssertionError("a message that nobody made was accepted");
  }

  /**
   * Frames of a real session: the first byte cuts the stream, the second says where the third is
   * written over it, the rest is the plaintext.
   */
  @FuzzTest(maxDuration = "10m")
  void noiseFrames(byte[] input) throws NoiseRejection {
    if (input.length < 5) {
      return;
    }
    NoiseInitiator.Dial dial =
        new NoiseInitiator(CryptoProviders.jdk(), REMOTE, new TimestampSource())
            .dial(OWN.peerId(), OWN.publicKey());
    NoiseResponder.Answer answer = RESPONDER.accept(ClientMessage.of(dial.clientMessage()));
    TransportCiphers remote = dial.finish(answer.serverMessage()).ciphers();
    byte[] plaintext = Arrays.copyOfRange(input, 3, input.length);
    ByteBuf stream = Unpooled.buffer();
    FrameEncrypter encrypter = new FrameEncrypter(remote.send());
    int half = plaintext.length / 2;
    encrypter.encrypt(plaintext, 0, half, stream);
    encrypter.encrypt(plaintext, half, plaintext.length - half, stream);
    byte[] bytes = new byte[stream.readableBytes()];
    stream.readBytes(bytes);
    int at = (input[1] & 0xff) % bytes.length;
    boolean changed = bytes[at] != input[2];
    bytes[at] = input[2];

    ByteBuf got = Unpooled.buffer();
    FrameDecrypter decrypter =
        new FrameDecrypter(
            answer.session().ciphers().receive(),
            (array, offset, length) -> got.writeBytes(array, offset, length));
    int cut = 1 + (input[0] & 0xff);
    for (int from = 0; from < bytes.length; from += cut) {
      ByteBuf part = Unpooled.wrappedBuffer(bytes, from, Math.min(cut, bytes.length - from));
      decrypter.decrypt(part);
      assertThat(part.isReadable()).isFalse();
    }
    int delivered = got.readableBytes();
    assertThat(got).isEqualTo(Unpooled.wrappedBuffer(plaintext, 0, delivered));
    if (!changed) {
      assertThat(delivered).isEqualTo(plaintext.length);
    } else {
      assertThat(delivered).isLessThan(plaintext.length);
    }
    if (decrypter.state() != FrameDecrypter.State.OPEN) {
      decrypter.decrypt(Unpooled.wrappedBuffer(bytes));
      assertThat(got.readableBytes()).isEqualTo(delivered);
      assertThat(decrypter.midFrame()).isFalse();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void peersFile(byte[] input) {
    for (String name : List.of("peers.yaml", "peers.json")) {
      try {
        PeersFile.parse(name, input, WireProfile.DIEM)
            .forEach(
                (peer, listing) ->
                    listing
                        .addresses()
                        .forEach(
                            address ->
                                assertThat(NetworkAddress.fromBytes(address.toBytes()))
                                    .isEqualTo(address)));
      } catch (DiscoveryException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
  }

  @FuzzTest(maxDuration = "10m")
  void validatorSet(byte[] input) {
    try {
      assertThat(ValidatorSet.decode(input).encode()).isEqualTo(input);
    } catch (BcsException refused) {
      // Told by the reader below too.
    }
    for (NetworkId network : List.of(NetworkId.VALIDATOR, NetworkId.PUBLIC)) {
      try {
        ValidatorSetReader.read(input, network, AddressKeys.of(Map.of()));
      } catch (DiscoveryException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
  }
}
