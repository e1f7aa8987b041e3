package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.Aead;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;
import java.util.Arrays;

/**
 * The listener's side of {@code Noise_IK_25519_AESGCM_SHA256}, as pure state: {@link #readMessage},
 * a look at {@link #remoteStatic}, {@link #writeMessage}, {@link #split}. Each step once, in this
 * order; any failure ends it. One thread at a time. See {@link InitiatorHandshake} for the pattern.
 */
final class ResponderHandshake {

  private static final int KEY_LENGTH = 32;
  private static final int SEALED_KEY_LENGTH = KEY_LENGTH + Aead.TAG_LENGTH;
  private static final int OVERHEAD = KEY_LENGTH + SEALED_KEY_LENGTH + Aead.TAG_LENGTH;

  private enum Step {
    READ,
    WRITE,
    DONE,
    OVER
  }

  private final SymmetricState symmetric;
  private final KeyPair statics;
  private final StaticAgreements agreements;
  private byte[] staticSecret;
  private byte[] remoteEphemeral;
  private byte[] remoteStatic;
  private Step step = Step.READ;

  ResponderHandshake(
      CryptoProvider crypto, KeyPair statics, byte[] prologue, StaticAgreements agreements) {
    this.symmetric = new SymmetricState(crypto, prologue, statics.publicKey());
    this.statics = statics;
    this.agreements = agreements;
  }

  /** The payload of the initiator's message. */
  byte[] readMessage(byte[] message) throws NoiseRejection {
    take(Step.READ);
    if (message.length < OVERHEAD) {
      throw new NoiseRejection(NoiseFailure.DECRYPT_FAILED);
    }
    remoteEphemeral = Arrays.copyOf(message, KEY_LENGTH);
    symmetric.mixHash(remoteEphemeral);
    symmetric.mixAgreement(statics, remoteEphemeral);
    remoteStatic = symmetric.decryptAndHash(message, KEY_LENGTH, SEALED_KEY_LENGTH);
    byte[] secret = agreements.get(PublicKey.of(remoteStatic));
    if (secret == null) {
      secret = symmetric.agree(statics, remoteStatic);
      staticSecret = secret.clone();
    }
    symmetric.mixSecret(secret);
    int at = KEY_LENGTH + SEALED_KEY_LENGTH;
    byte[] payload = symmetric.decryptAndHash(message, at, message.length - at);
    step = Step.WRITE;
    return payload;
  }

  /** The static key that the initiator proved to hold, as it was received. */
  byte[] remoteStatic() {
    return remoteStatic.clone();
  }

  /** The initiator is a peer that is known by name: the next handshake with it costs less. */
  void remember() {
    if (staticSecret != null) {
      agreements.put(PublicKey.of(remoteStatic), staticSecret);
    }
  }

  /** The answer: {@code payload.length + 48} bytes. */
  byte[] writeMessage(KeyPair ephemeral, byte[] payload) throws NoiseRejection {
    take(Step.WRITE);
    byte[] message =
        Arrays.copyOf(ephemeral.publicKey(), KEY_LENGTH + payload.length + Aead.TAG_LENGTH);
    symmetric.mixHash(ephemeral.publicKey());
    symmetric.mixAgreement(ephemeral, remoteEphemeral);
    symmetric.mixAgreement(ephemeral, remoteStatic);
    symmetric.encryptAndHash(payload, message, KEY_LENGTH);
    if (staticSecret != null) {
      Arrays.fill(staticSecret, (byte) 0);
    }
    step = Step.DONE;
    return message;
  }

  /** The hash of the whole handshake, once it is over. */
  byte[] handshakeHash() {
    return symmetric.handshakeHash();
  }

  /** The session's ciphers; the end of this object. */
  TransportCiphers split() {
    take(Step.DONE);
    return symmetric.split(false);
  }

  private void take(Step expected) {
    if (step != expected) {
      throw new IllegalStateException("the handshake is at " + step + ", not at " + expected);
    }
    step = Step.OVER;
  }
}
