package io.diemnet.vertx.impl.noise.crypto;

/** Makes AES-256-GCM ciphers. Safe for any thread. */
public interface AeadProvider {

  /** What does the work, for logs and {@code .info}. */
  String name();

  /** A cipher that encrypts under these 32 bytes; the array is not kept. */
  Aead sealer(byte[] key);

  /** A cipher that decrypts under these 32 bytes; the array is not kept. */
  Aead opener(byte[] key);
}
