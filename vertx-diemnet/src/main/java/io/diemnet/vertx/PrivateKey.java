package io.diemnet.vertx;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * An x25519 private key of 32 bytes. String forms and exception messages never contain it; only
 * {@link #toBytes()} returns it.
 *
 * <p>Immutable and thread-safe.
 */
public final class PrivateKey {

  /** The number of bytes in a private key. */
  public static final int LENGTH = 32;

  private final byte[] bytes;
  private volatile PublicKey publicKey;

  private PrivateKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Creates a key from 32 bytes.
   *
   * @param bytes the 32 bytes, copied
   * @return the private key
   * @throws IllegalArgumentException if there are not exactly 32 bytes
   */
  public static PrivateKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a private key has " + LENGTH + " bytes, these are " + bytes.length);
    }
    return new PrivateKey(bytes.clone());
  }

  /**
   * Parses 64 hexadecimal digits of either case, with or without {@code 0x}.
   *
   * @param text the text to parse
   * @return the private key
   * @throws IllegalArgumentException if the text is not a key; the message does not contain the
   *     text
   */
  public static PrivateKey parse(String text) {
    return new PrivateKey(Hex.parse("a private key", LENGTH, text));
  }

  /** {@return a new random key} */
  public static PrivateKey generate() {
    byte[] bytes = new byte[LENGTH];
    X25519.generatePrivateKey(new SecureRandom(), bytes);
    return new PrivateKey(bytes);
  }

  /**
   * {@return the public key of this key} It is computed on the first call, in about 30
   * microseconds.
   */
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

  /** {@return the 32 secret bytes, in a new array} */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Compares all bytes in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PrivateKey key && MessageDigest.isEqual(bytes, key.bytes);
  }

  /** {@return a hash of the public key, which does not reveal the private key} */
  @Override
  public int hashCode() {
    return publicKey().hashCode();
  }

  /** {@return a text that contains the public key only} */
  @Override
  public String toString() {
    return "PrivateKey[of " + publicKey() + "]";
  }
}
