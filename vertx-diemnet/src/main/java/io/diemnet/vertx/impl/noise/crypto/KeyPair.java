package io.diemnet.vertx.impl.noise.crypto;

/**
 * An x25519 private key with its public key, as raw bytes. The arrays are not copied: they belong
 * to the pair.
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record KeyPair(byte[] privateKey, byte[] publicKey) {

  /** The pair of a private key. */
  public static KeyPair of(KeyAgreement agreement, byte[] privateKey) {
    return new KeyPair(privateKey, agreement.publicKey(privateKey));
  }

  /** A fresh random pair. */
  public static KeyPair generate(KeyAgreement agreement) {
    return of(agreement, agreement.generatePrivate());
  }

  /** Names no byte of either key. */
  @Override
  public String toString() {
    return "KeyPair";
  }
}
