package io.diemnet.vertx.impl.noise;

import static io.diemnet.vertx.impl.noise.TestVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** Whole sessions as the reference implementation has them, reproduced from both ends. */
class ReferenceSessionsTest {

  private static final CryptoProvider CRYPTO = CryptoProviders.jdk();

  @Test
  void reproduces_every_byte_of_the_reference_sessions() throws NoiseRejection {
    for (JsonObject session : TestVectors.reference("sessions")) {
      check(session);
    }
  }

  private static void check(JsonObject vector) throws NoiseRejection {
    PeerId dialerId = PeerId.parse(vector.getString("dialerPeerId"));
    PrivateKey dialerKey = PrivateKey.of(hex(vector, "dialerPrivateKey"));
    PrivateKey listenerKey = PrivateKey.of(hex(vector, "listenerPrivateKey"));
    long timestamp = Long.parseUnsignedLong(vector.getString("timestampMillis"));
    NoiseInitiator.Dial dial =
        new NoiseInitiator(
                CRYPTO,
                new NoiseIdentity(dialerId, dialerKey),
                new TimestampSource(() -> timestamp))
            .dial(
                PeerId.fromPublicKey(listenerKey.publicKey()),
                listenerKey.publicKey(),
                hex(vector, "dialerEphemeral"));
    NoiseResponder responder =
        new NoiseResponder(
            CRYPTO,
            NoiseIdentity.of(listenerKey),
            Authenticator.maybeMutual(TestPeers.trusting(dialerId, dialerKey.publicKey())));

    byte[] clientMessage = dial.clientMessage();
    assertThat(clientMessage).isEqualTo(hex(vector, "clientMessage"));
    NoiseResponder.Answer answer =
        responder.accept(ClientMessage.of(clientMessage), hex(vector, "listenerEphemeral"));
    assertThat(answer.serverMessage()).isEqualTo(hex(vector, "serverMessage"));
    assertThat(answer.session().remotePeer()).isEqualTo(dialerId);
    assertThat(answer.session().remoteKey()).isEqualTo(dialerKey.publicKey());

    Frames frames = new Frames(dial.finish(answer.serverMessage()), answer.session());
    for (JsonObject frame : TestVectors.objects(vector.getJsonArray("frames"))) {
      frames.check(frame);
    }
  }

  /** Both ends of an established session. */
  private static final class Frames {

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final FrameEncrypter dialer;
    private final FrameEncrypter listener;
    private final FrameDecrypter atDialer;
    private final FrameDecrypter atListener;

    Frames(NoiseSession dialer, NoiseSession listener) {
      this.dialer = new FrameEncrypter(dialer.ciphers().send());
      this.listener = new FrameEncrypter(listener.ciphers().send());
      this.atDialer = new FrameDecrypter(dialer.ciphers().receive(), received::write);
      this.atListener = new FrameDecrypter(listener.ciphers().receive(), received::write);
    }

    void check(JsonObject vector) {
      boolean fromDialer = vector.getString("from").equals("dialer");
      byte[] plaintext = hex(vector, "plaintext");
      ByteBuf frame = Unpooled.buffer();
      (fromDialer ? dialer : listener).encrypt(plaintext, 0, plaintext.length, frame);
      assertThat(ByteBufUtil.getBytes(frame)).isEqualTo(hex(vector, "frame"));
      received.reset();
      assertThat((fromDialer ? atListener : atDialer).decrypt(frame))
          .isEqualTo(FrameDecrypter.State.OPEN);
      assertThat(received.toByteArray()).isEqualTo(plaintext);
    }
  }
}
