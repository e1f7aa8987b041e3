package io.diemnet.vertx.impl.noise.crypto;

/**
 * AES-256-GCM under one key, in one direction, with a 12-byte nonce and a 16-byte tag. Input and
 * output are heap arrays that do not overlap. Not thread-safe.
 */
public interface Aead {

  /** Bytes in a key. */
  int KEY_LENGTH = 32;

  /** Bytes in a nonce. */
  int NONCE_LENGTH = 12;

  /** Bytes that a ciphertext has more than its plaintext. */
  int TAG_LENGTH = 16;

  /**
   * Encrypts {@code length} bytes and appends the tag; a nonce is never used twice under one key.
   *
   * @return the bytes written, {@code length + 16}
   */
  int seal(
      byte[] nonce,
      byte[] associatedData,
      byte[] input,
      int inputOffset,
      int length,
      byte[] output,
      int outputOffset);

  /**
   * Decrypts {@code length} bytes, the tag included.
   *
   * @return the bytes written, {@code length - 16}, or -1 if it is not authentic (what stands in
   *     the output then means nothing)
   */
  int open(
      byte[] nonce,
      byte[] associatedData,
      byte[] input,
      int inputOffset,
      int length,
      byte[] output,
      int outputOffset);
}
