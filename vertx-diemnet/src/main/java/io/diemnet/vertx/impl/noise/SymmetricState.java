package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.impl.noise.crypto.Aead;
import io.diemnet.vertx.impl.noise.crypto.AeadProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.Hkdf;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;
import io.diemnet.vertx.impl.noise.crypto.LowOrderKeyException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What both ends of a Noise handshake keep: the chaining key, the transcript's hash and the current
 * key (SymmetricState of the Noise specification). IK never encrypts before it has a key, so that
 * case does not exist here. One handshake, one thread at a time.
 */
final class SymmetricState {

  private static final byte[] PROTOCOL_NAME =
      "Noise_IK_25519_AESGCM_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_LENGTH = 32;
  private static final byte[] NOTHING = new byte[0];

  private final CryptoProvider crypto;
  private final MessageDigest sha256;
  private final Hkdf hkdf = Hkdf.sha256();
  private byte[] chainingKey;
  private byte[] hash;
  private byte[] key = NOTHING;
  private long counter;

  SymmetricState(CryptoProvider crypto, byte[] prologue, byte[] responderStatic) {
    this.crypto = crypto;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
    // The name is shorter than a hash, so it is not hashed but padded with zeros.
    this.hash = Arrays.copyOf(PROTOCOL_NAME, HASH_LENGTH);
    this.chainingKey = hash;
    mixHash(prologue);
    mixHash(responderStatic);
  }

  void mixHash(byte[] data) {
    mixHash(data, 0, data.length);
  }

  void mixHash(byte[] data, int offset, int length) {
    sha256.update(hash);
    sha256.update(data, offset, length);
    hash = sha256.digest();
  }

  /** Agrees on a secret and mixes it in: one of the tokens es, ss, ee, se. */
  void mixAgreement(KeyPair own, byte[] remotePublic) throws NoiseRejection {
    mixSecret(agree(own, remotePublic));
  }

  byte[] agree(KeyPair own, byte[] remotePublic) throws NoiseRejection {
    try {
      return crypto.keyAgreement().agree(own.privateKey(), remotePublic);
    } catch (LowOrderKeyException e) {
      throw new NoiseRejection(NoiseFailure.LOW_ORDER_KEY);
    }
  }

  /** Mixes in what was agreed on, and wipes it. */
  void mixSecret(byte[] secret) {
    byte[] outputs = hkdf.derive(chainingKey, secret, NOTHING, 2 * HASH_LENGTH);
    chainingKey = Arrays.copyOf(outputs, HASH_LENGTH);
    key = Arrays.copyOfRange(outputs, HASH_LENGTH, 2 * HASH_LENGTH);
    counter = 0;
    Arrays.fill(secret, (byte) 0);
    Arrays.fill(outputs, (byte) 0);
  }

  /** Encrypts with the transcript as associated data, writes at {@code at}, returns the end. */
  int encryptAndHash(byte[] plaintext, byte[] output, int at) {
    CipherState cipher = new CipherState(crypto.aead().sealer(key), counter++);
    int written = cipher.encrypt(hash, plaintext, 0, plaintext.length, output, at);
    mixHash(output, at, written);
    return at + written;
  }

  byte[] decryptAndHash(byte[] message, int offset, int length) throws NoiseRejection {
    byte[] plaintext = new byte[Math.max(0, length - Aead.TAG_LENGTH)];
    CipherState cipher = new CipherState(crypto.aead().opener(key), counter);
    if (cipher.decrypt(hash, message, offset, length, plaintext, 0) < 0) {
      throw new NoiseRejection(NoiseFailure.DECRYPT_FAILED);
    }
    counter++;
    mixHash(message, offset, length);
    return plaintext;
  }

  byte[] handshakeHash() {
    return hash.clone();
  }

  /** The ciphers of the session, and the end of this state. */
  TransportCiphers split(boolean initiator) {
    byte[] outputs = hkdf.derive(chainingKey, NOTHING, NOTHING, 2 * HASH_LENGTH);
    byte[] first = Arrays.copyOf(outputs, HASH_LENGTH);
    byte[] second = Arrays.copyOfRange(outputs, HASH_LENGTH, 2 * HASH_LENGTH);
    AeadProvider aead = crypto.aead();
    TransportCiphers ciphers =
        new TransportCiphers(
            new CipherState(aead.sealer(initiator ? first : second)),
            new CipherState(aead.opener(initiator ? second : first)));
    Arrays.fill(outputs, (byte) 0);
    Arrays.fill(first, (byte) 0);
    Arrays.fill(second, (byte) 0);
    Arrays.fill(chainingKey, (byte) 0);
    Arrays.fill(key, (byte) 0);
    return ciphers;
  }
}
