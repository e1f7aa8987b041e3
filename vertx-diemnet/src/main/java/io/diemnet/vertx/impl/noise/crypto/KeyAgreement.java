package io.diemnet.vertx.impl.noise.crypto;

/** X25519 (RFC 7748) on raw 32-byte keys. Implementations are safe for any thread. */
public interface KeyAgreement {

  /** Bytes in a private key, a public key and a shared secret alike. */
  int KEY_LENGTH = 32;

  /** What does the work, for logs and {@code .info}. */
  String name();

  /** A fresh random private key. */
  byte[] generatePrivate();

  /** The public key of a private key. */
  byte[] publicKey(byte[] privateKey);

  /**
   * The shared secret of a private key and a public key as it was received.
   *
   * @throws LowOrderKeyException if the result is all zero, so that both ends can stop there
   *     (specification section 5)
   */
  byte[] agree(byte[] privateKey, byte[] publicKey) throws LowOrderKeyException;
}
