package io.diemnet.vertx;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * An x25519 private key: 32 bytes. Its text is never printed and never part of an error message;
 * {@link #toBytes()} is the only way out.
 *
 * <p>Immutable, for any thread.
 */
public final class PrivateKey {

  /** Bytes in a private key. */
  public static final int LENGTH = 32;

  private final byte[] bytes;
  private volatile PublicKey publicKey;

  private PrivateKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The key of these 32 bytes; any other number of bytes is an {@link IllegalArgumentException}.
   *
   * @param bytes the bytes
   * @return the private key
   */
  public static PrivateKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a private key has " + LENGTH + " bytes, these are " + bytes.length);
    }
    return new PrivateKey(bytes.clone());
  }

  /**
   * Reads 64 hex digits of either case, with or without {@code 0x}.
   *
   * @param text the text form
   * @return the private key
   * @throws IllegalArgumentException if the text is anything else; the message does not repeat it
   */
  public static PrivateKey parse(String text) {
    return new PrivateKey(Hex.parse("a private key", LENGTH, text));
  }

  /**
   * A fresh random key.
   *
   * @return the private key
   */
  public static PrivateKey generate() {
    byte[] bytes = new byte[LENGTH];
    X25519.generatePrivateKey(new SecureRandom(), bytes);
    return new PrivateKey(bytes);
  }

  /** {@return the public key of this key; computed once, in about 30 microseconds} */
  public PublicKey publicKey() {
    PublicKey key = publicKey;
    if (key == null) {
      byte[] point = new byte[PublicKey.LENGTH];
      X25519.scalarMultBase(bytes, 0, point, 0);
      key = PublicKey.of(point);
      publicKey = key;
    }
    return key;
  }

  /** {@return the 32 secret bytes, in an array of the caller's own} */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Compares all bytes in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PrivateKey key && MessageDigest.isEqual(bytes, key.bytes);
  }

  /** A hash of the public key, so that it tells nothing. */
  @Override
  public int hashCode() {
    return publicKey().hashCode();
  }

  /** Names the public key only. */
  @Override
  public String toString() {
    return "PrivateKey[of " + publicKey() + "]";
  }
}
