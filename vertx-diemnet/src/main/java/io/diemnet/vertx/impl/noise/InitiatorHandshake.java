package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.Aead;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;
import java.util.Arrays;

/**
 * The dialer's side of {@code Noise_IK_25519_AESGCM_SHA256}, as pure state:
 *
 * <pre>
 *   &lt;- s
 *   ...
 *   -&gt; e, es, s, ss    writeMessage
 *   &lt;- e, ee, se       readMessage
 * </pre>
 *
 * <p>Then {@link #split}. Each step once, in this order; any failure ends it. One thread at a time.
 */
final class InitiatorHandshake {

  private static final int KEY_LENGTH = 32;
  private static final int OVERHEAD = KEY_LENGTH + KEY_LENGTH + 2 * Aead.TAG_LENGTH;

  private enum Step {
    WRITE,
    READ,
    DONE,
    OVER
  }

  private final SymmetricState symmetric;
  private final KeyPair statics;
  private final KeyPair ephemeral;
  private final PublicKey remoteKey;
  private final byte[] remoteStatic;
  private final StaticAgreements agreements;
  private Step step = Step.WRITE;

  /** The ephemeral pair is fresh for each handshake, except where a test replays a vector. */
  InitiatorHandshake(
      CryptoProvider crypto,
      KeyPair statics,
      KeyPair ephemeral,
      PublicKey remoteKey,
      byte[] prologue,
      StaticAgreements agreements) {
    byte[] remoteStatic = remoteKey.toBytes();
    this.symmetric = new SymmetricState(crypto, prologue, remoteStatic);
    this.statics = statics;
    this.ephemeral = ephemeral;
    this.remoteKey = remoteKey;
    this.remoteStatic = remoteStatic;
    this.agreements = agreements;
  }

  /** The first message: {@code payload.length + 96} bytes. */
  byte[] writeMessage(byte[] payload) throws NoiseRejection {
    take(Step.WRITE);
    byte[] message = Arrays.copyOf(ephemeral.publicKey(), OVERHEAD + payload.length);
    symmetric.mixHash(ephemeral.publicKey());
    symmetric.mixAgreement(ephemeral, remoteStatic);
    int at = symmetric.encryptAndHash(statics.publicKey(), message, KEY_LENGTH);
    byte[] secret = agreements.get(remoteKey);
    if (secret == null) {
      secret = symmetric.agree(statics, remoteStatic);
      agreements.put(remoteKey, secret);
    }
    symmetric.mixSecret(secret);
    symmetric.encryptAndHash(payload, message, at);
    step = Step.READ;
    return message;
  }

  /** The payload of the responder's message. */
  byte[] readMessage(byte[] message) throws NoiseRejection {
    take(Step.READ);
    if (message.length < KEY_LENGTH + Aead.TAG_LENGTH) {
      throw new NoiseRejection(NoiseFailure.DECRYPT_FAILED);
    }
    byte[] remoteEphemeral = Arrays.copyOf(message, KEY_LENGTH);
    symmetric.mixHash(remoteEphemeral);
    symmetric.mixAgreement(ephemeral, remoteEphemeral);
    symmetric.mixAgreement(statics, remoteEphemeral);
    byte[] payload = symmetric.decryptAndHash(message, KEY_LENGTH, message.length - KEY_LENGTH);
    step = Step.DONE;
    return payload;
  }

  /** The hash of the whole handshake, once it is over. */
  byte[] handshakeHash() {
    return symmetric.handshakeHash();
  }

  /** The session's ciphers; the end of this object. */
  TransportCiphers split() {
    take(Step.DONE);
    return symmetric.split(true);
  }

  private void take(Step expected) {
    if (step != expected) {
      throw new IllegalStateException("the handshake is at " + step + ", not at " + expected);
    }
    step = Step.OVER;
  }
}
