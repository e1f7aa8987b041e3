package io.diemnet.vertx.impl.noise.crypto;

import java.security.Provider;
import java.util.Arrays;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for faster code on the class path: Amazon Corretto for AES-GCM, Conscrypt for X25519. Each
 * is used only if it computes what the plain code computes; whatever goes wrong means that it is
 * not there.
 */
final class FasterProviders {

  private static final Logger LOG = LoggerFactory.getLogger(FasterProviders.class);

  private static final String CORRETTO =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
  private static final String CONSCRYPT = "org.conscrypt.OpenSSLProvider";
  private static final int[] SIZES = {1, 15, 16, 17, 64, 1000, 16 * 1024, 65519};
  private static final int TRIES = 8;

  private FasterProviders() {}

  /** AES-GCM at its fastest; the given one if there is nothing faster. */
  static AeadProvider aead(AeadProvider plain) {
    try {
      Class<?> type = Class.forName(CORRETTO);
      AeadProvider faster = new JcaAeadProvider((Provider) type.getField("INSTANCE").get(null));
      if (agrees(plain, faster)) {
        return faster;
      }
      LOG.warn("{} computes AES-GCM differently from {}: not used", CORRETTO, plain.name());
    } catch (ClassNotFoundException absent) {
      LOG.debug("{} is not on the class path", CORRETTO);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError unusable) {
      LOG.info("{} cannot be used here: {}", CORRETTO, unusable.toString());
    }
    return plain;
  }

  /** X25519 at its fastest; the given one if there is nothing faster. */
  static KeyAgreement keyAgreement(KeyAgreement plain) {
    try {
      Class<?> type = Class.forName(CONSCRYPT);
      KeyAgreement faster =
          new JcaKeyAgreement((Provider) type.getDeclaredConstructor().newInstance());
      if (agrees(plain, faster)) {
        return faster;
      }
      LOG.warn("{} computes X25519 differently from {}: not used", CONSCRYPT, plain.name());
    } catch (ClassNotFoundException absent) {
      LOG.debug("{} is not on the class path", CONSCRYPT);
    } catch (Exception | LinkageError unusable) {
      LOG.info("{} cannot be used here: {}", CONSCRYPT, unusable.toString());
    }
    return plain;
  }

  private static boolean agrees(AeadProvider plain, AeadProvider faster) {
    Random random = new Random(1);
    for (int size : SIZES) {
      byte[] key = bytes(random, Aead.KEY_LENGTH);
      byte[] nonce = bytes(random, Aead.NONCE_LENGTH);
      byte[] ad = bytes(random, 32);
      byte[] message = bytes(random, size);
      byte[] expected = new byte[size + Aead.TAG_LENGTH];
      byte[] got = new byte[size + Aead.TAG_LENGTH];
      plain.sealer(key).seal(nonce, ad, message, 0, size, expected, 0);
      faster.sealer(key).seal(nonce, ad, message, 0, size, got, 0);
      byte[] opened = new byte[size];
      Aead opener = faster.opener(key);
      int length = opener.open(nonce, ad, got, 0, got.length, opened, 0);
      if (!Arrays.equals(expected, got) || length != size || !Arrays.equals(message, opened)) {
        return false;
      }
      got[random.nextInt(got.length)] ^= 1;
      if (opener.open(nonce, ad, got, 0, got.length, opened, 0) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean agrees(KeyAgreement plain, KeyAgreement faster)
      throws LowOrderKeyException {
    for (int i = 0; i < TRIES; i++) {
      byte[] own = plain.generatePrivate();
      byte[] remote = faster.publicKey(faster.generatePrivate());
      if (!Arrays.equals(plain.agree(own, remote), faster.agree(own, remote))) {
        return false;
      }
      // The same key with its unused bit set is the same key.
      remote[31] |= (byte) 0x80;
      if (!Arrays.equals(plain.agree(own, remote), faster.agree(own, remote))) {
        return false;
      }
    }
    try {
      faster.agree(plain.generatePrivate(), new byte[KeyAgreement.KEY_LENGTH]);
      return false;
    } catch (LowOrderKeyException expected) {
      return true;
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
