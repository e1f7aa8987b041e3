package io.diemnet.node.bridge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The token that clients must send, if there is one. */
final class Token {

  private final byte[] digest;

  private Token(byte[] digest) {
    this.digest = digest;
  }

  /**
   * @param token null for none; then all clients are accepted
   */
  static Token of(String token) {
    return new Token(token == null ? null : digest(token));
  }

  boolean required() {
    return digest != null;
  }

  /**
   * Takes the same time for every wrong token of the same length, because whole digests are
   * compared.
   */
  boolean admits(Object shown) {
    return !required()
        || (shown instanceof String text && MessageDigest.isEqual(digest, digest(text)));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
