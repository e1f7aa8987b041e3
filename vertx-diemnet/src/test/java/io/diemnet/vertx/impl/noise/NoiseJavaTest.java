package io.diemnet.vertx.impl.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Whole sessions with an independent implementation of Noise at the other end. */
class NoiseJavaTest {

  private static final CryptoProvider CRYPTO = CryptoProviders.jdk();
  private static final String PROTOCOL = "Noise_IK_25519_AESGCM_SHA256";

  private final Random random = new Random();
  private final NoiseIdentity here = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
  private final PrivateKey there = PrivateKey.generate();

  @RepeatedTest(5)
  void its_responder_understands_our_dialer() throws Exception {
    NoiseInitiator.Dial dial =
        new NoiseInitiator(CRYPTO, here, new TimestampSource(() -> 1_700_000_000_123L))
            .dial(PeerId.fromPublicKey(there.publicKey()), there.publicKey());
    byte[] message = dial.clientMessage();

    HandshakeState responder = state(HandshakeState.RESPONDER, Arrays.copyOf(message, 48));
    byte[] payload = new byte[8];
    assertThat(responder.readMessage(message, 48, 104, payload, 0)).isEqualTo(8);
    assertThat(ClientMessage.timestamp(payload)).isEqualTo(1_700_000_000_123L);
    byte[] proved = new byte[32];
    responder.getRemotePublicKey().getPublicKey(proved, 0);
    assertThat(PublicKey.of(proved)).isEqualTo(here.publicKey());

    byte[] answer = new byte[48];
    assertThat(responder.writeMessage(answer, 0, null, 0, 0)).isEqualTo(48);
    talk(dial.finish(answer).ciphers(), responder.split());
  }

  @RepeatedTest(5)
  void our_listener_understands_its_initiator() throws Exception {
    byte[] prologue =
        ClientMessage.prologue(PeerId.fromPublicKey(there.publicKey()), here.publicKey());
    HandshakeState initiator = state(HandshakeState.INITIATOR, prologue);
    byte[] message = Arrays.copyOf(prologue, ClientMessage.length(PeerId.LENGTH));
    byte[] payload = ClientMessage.payload(1_700_000_000_123L);
    assertThat(initiator.writeMessage(message, 48, payload, 0, 8)).isEqualTo(104);

    NoiseResponder.Answer answer =
        new NoiseResponder(
                CRYPTO,
                here,
                Authenticator.maybeMutual(new TrustedPeers(), DiemWire.PEER_IDS, PeerRole.UNKNOWN))
            .accept(ClientMessage.of(message));
    assertThat(answer.session().remoteKey()).isEqualTo(there.publicKey());
    assertThat(initiator.readMessage(answer.serverMessage(), 0, 48, new byte[0], 0)).isZero();
    talk(answer.session().ciphers(), initiator.split());
  }

  private HandshakeState state(int role, byte[] prologue) throws Exception {
    HandshakeState state = new HandshakeState(PROTOCOL, role);
    state.getLocalKeyPair().setPrivateKey(there.toBytes(), 0);
    if (role == HandshakeState.INITIATOR) {
      state.getRemotePublicKey().setPublicKey(here.publicKey().toBytes(), 0);
    }
    state.setPrologue(prologue, 0, prologue.length);
    state.start();
    return state;
  }

  /** Frames both ways, of all sizes. */
  private void talk(TransportCiphers ours, CipherStatePair theirs) throws Exception {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    FrameEncrypter encrypter = new FrameEncrypter(ours.send());
    FrameDecrypter decrypter = new FrameDecrypter(ours.receive(), received::write);
    CipherState sender = theirs.getSender();
    CipherState receiver = theirs.getReceiver();
    for (int length : new int[] {1, 15, 16, 17, 1000, 16 * 1024, Frame.MAX_PLAINTEXT, 2}) {
      byte[] text = new byte[length];
      random.nextBytes(text);

      ByteBuf frame = Unpooled.buffer();
      encrypter.encrypt(text, 0, length, frame);
      byte[] ciphertext = new byte[frame.readUnsignedShort()];
      frame.readBytes(ciphertext);
      byte[] opened = new byte[ciphertext.length];
      assertThat(receiver.decryptWithAd(null, ciphertext, 0, opened, 0, ciphertext.length))
          .isEqualTo(length);
      assertThat(Arrays.copyOf(opened, length)).isEqualTo(text);

      byte[] sealed = new byte[length + 16];
      assertThat(sender.encryptWithAd(null, text, 0, sealed, 0, length)).isEqualTo(length + 16);
      received.reset();
      decrypter.decrypt(Unpooled.buffer().writeShort(sealed.length).writeBytes(sealed));
      assertThat(received.toByteArray()).isEqualTo(text);
    }
  }
}
