package io.diemnet.vertx.impl.noise.crypto;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** X25519 with BouncyCastle's plain Java code: about 30 us for a key, 80 us for an agreement. */
final class BouncyCastleKeyAgreement implements KeyAgreement {

  private final SecureRandom random = new SecureRandom();

  @Override
  public String name() {
    return "BouncyCastle";
  }

  @Override
  public byte[] generatePrivate() {
    byte[] key = new byte[KEY_LENGTH];
    X25519.generatePrivateKey(random, key);
    return key;
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    checkLength(privateKey);
    byte[] key = new byte[KEY_LENGTH];
    X25519.scalarMultBase(privateKey, 0, key, 0);
    return key;
  }

  @Override
  public byte[] agree(byte[] privateKey, byte[] publicKey) throws LowOrderKeyException {
    checkLength(privateKey);
    checkLength(publicKey);
    byte[] secret = new byte[KEY_LENGTH];
    if (!X25519.calculateAgreement(privateKey, 0, publicKey, 0, secret, 0)) {
      throw new LowOrderKeyException();
    }
    return secret;
  }

  private static void checkLength(byte[] key) {
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("an x25519 key has 32 bytes, this one " + key.length);
    }
  }
}
