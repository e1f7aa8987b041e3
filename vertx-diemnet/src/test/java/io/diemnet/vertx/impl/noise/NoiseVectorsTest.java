package io.diemnet.vertx.impl.noise;

import static io.diemnet.vertx.impl.noise.TestVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The public vectors of Noise_IK_25519_AESGCM_SHA256, from both ends. */
class NoiseVectorsTest {

  private static final CryptoProvider CRYPTO = CryptoProviders.jdk();

  @Test
  void reproduces_every_byte_of_the_public_sessions() throws NoiseRejection {
    List<JsonObject> vectors =
        TestVectors.objects(
            TestVectors.read("noise_ik_25519_aesgcm_sha256.json").getJsonArray("vectors"));
    assertThat(vectors).isNotEmpty();
    int hashes = 0;
    for (JsonObject vector : vectors) {
      hashes += check(vector);
    }
    assertThat(hashes).isPositive();
  }

  private static int check(JsonObject vector) throws NoiseRejection {
    KeyPair responderStatic = pair(vector, "resp_static");
    assertThat(hex(vector, "init_remote_static")).isEqualTo(responderStatic.publicKey());
    InitiatorHandshake initiator =
        new InitiatorHandshake(
            CRYPTO,
            pair(vector, "init_static"),
            pair(vector, "init_ephemeral"),
            PublicKey.of(hex(vector, "init_remote_static")),
            hex(vector, "init_prologue"),
            new StaticAgreements());
    ResponderHandshake responder =
        new ResponderHandshake(
            CRYPTO, responderStatic, hex(vector, "resp_prologue"), new StaticAgreements());
    List<JsonObject> messages =
        new ArrayList<>(TestVectors.objects(vector.getJsonArray("messages")));

    JsonObject first = messages.remove(0);
    assertThat(initiator.writeMessage(hex(first, "payload"))).isEqualTo(hex(first, "ciphertext"));
    assertThat(responder.readMessage(hex(first, "ciphertext"))).isEqualTo(hex(first, "payload"));
    assertThat(responder.remoteStatic()).isEqualTo(pair(vector, "init_static").publicKey());

    JsonObject second = messages.remove(0);
    KeyPair ephemeral = pair(vector, "resp_ephemeral");
    assertThat(responder.writeMessage(ephemeral, hex(second, "payload")))
        .isEqualTo(hex(second, "ciphertext"));
    assertThat(initiator.readMessage(hex(second, "ciphertext"))).isEqualTo(hex(second, "payload"));

    assertThat(initiator.handshakeHash()).isEqualTo(responder.handshakeHash());
    int hashes = 0;
    if (vector.containsKey("handshake_hash")) {
      assertThat(initiator.handshakeHash()).isEqualTo(hex(vector, "handshake_hash"));
      hashes++;
    }

    TransportCiphers here = initiator.split();
    TransportCiphers there = responder.split();
    assertThat(messages).isNotEmpty();
    for (JsonObject message : messages) {
      transport(message, here.send(), there.receive());
      TransportCiphers next = here;
      here = there;
      there = next;
    }
    return hashes;
  }

  private static void transport(JsonObject message, CipherState send, CipherState receive) {
    byte[] payload = hex(message, "payload");
    byte[] ciphertext = new byte[payload.length + CipherState.TAG_LENGTH];
    send.encrypt(payload, 0, payload.length, ciphertext, 0);
    assertThat(ciphertext).isEqualTo(hex(message, "ciphertext"));
    byte[] plaintext = new byte[payload.length];
    assertThat(receive.decrypt(ciphertext, 0, ciphertext.length, plaintext, 0))
        .isEqualTo(payload.length);
    assertThat(plaintext).isEqualTo(payload);
  }

  private static KeyPair pair(JsonObject vector, String key) {
    return KeyPair.of(CRYPTO.keyAgreement(), hex(vector, key));
  }
}
