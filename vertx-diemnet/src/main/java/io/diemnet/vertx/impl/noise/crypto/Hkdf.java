package io.diemnet.vertx.impl.noise.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF (RFC 5869) over an HMAC of the JDK. The HKDF of the Noise specification is this one with an
 * empty info: its outputs follow each other in {@link #expand}'s. Not thread-safe.
 */
public final class Hkdf {

  private final Mac mac;

  /** HKDF-SHA256. */
  public static Hkdf sha256() {
    return new Hkdf("HmacSHA256");
  }

  /** HKDF over the named HMAC, {@code HmacSHA3-256} for one. */
  public Hkdf(String hmac) {
    try {
      mac = Mac.getInstance(hmac, CryptoProviders.SUN_JCE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + hmac, e);
    }
  }

  /** The whole of it: {@code length} bytes, at most 255 times the hash's. */
  public byte[] derive(byte[] salt, byte[] secret, byte[] info, int length) {
    return expand(extract(salt, secret), info, length);
  }

  /** The pseudorandom key of a secret; an empty salt stands for zeros. */
  public byte[] extract(byte[] salt, byte[] secret) {
    key(salt.length == 0 ? new byte[mac.getMacLength()] : salt);
    return mac.doFinal(secret);
  }

  /**
   * {@code length} bytes from a pseudorandom key.
   *
   * @throws IllegalArgumentException if that is more than 255 times the hash's length
   */
  public byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    int block = mac.getMacLength();
    if (length < 0 || length > 255 * block) {
      throw new IllegalArgumentException(
          "HKDF gives at most " + 255 * block + " bytes, not " + length);
    }
    key(pseudorandomKey);
    byte[] output = new byte[length];
    byte[] previous = new byte[0];
    int at = 0;
    for (int i = 1; at < length; i++) {
      mac.update(previous);
      mac.update(info);
      mac.update((byte) i);
      previous = mac.doFinal();
      int taken = Math.min(block, length - at);
      System.arraycopy(previous, 0, output, at, taken);
      at += taken;
    }
    Arrays.fill(previous, (byte) 0);
    return output;
  }

  private void key(byte[] bytes) {
    try {
      mac.init(new SecretKeySpec(bytes, mac.getAlgorithm()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
