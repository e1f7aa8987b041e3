package io.diemnet.vertx.impl.noise.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM from a named security provider, so that one registered in front of it by somebody
 * else in the process is never used unasked.
 */
final class JcaAeadProvider implements AeadProvider {

  private final Provider provider;

  JcaAeadProvider(Provider provider) {
    this.provider = Objects.requireNonNull(provider);
  }

  @Override
  public String name() {
    return provider.getName();
  }

  @Override
  public Aead sealer(byte[] key) {
    return new JcaAead(newCipher(), Cipher.ENCRYPT_MODE, key);
  }

  @Override
  public Aead opener(byte[] key) {
    return new JcaAead(newCipher(), Cipher.DECRYPT_MODE, key);
  }

  private Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding", provider);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(provider.getName() + " has no AES/GCM/NoPadding", e);
    }
  }

  private static final class JcaAead implements Aead {

    private final Cipher cipher;
    private final int mode;
    private final SecretKey key;

    JcaAead(Cipher cipher, int mode, byte[] key) {
      if (key.length != KEY_LENGTH) {
        throw new IllegalArgumentException("an AES-256 key has 32 bytes, this one " + key.length);
      }
      this.cipher = cipher;
      this.mode = mode;
      this.key = new SecretKeySpec(key, "AES");
    }

    @Override
    public int seal(
        byte[] nonce, byte[] ad, byte[] input, int offset, int length, byte[] output, int at) {
      try {
        init(nonce, ad);
        return cipher.doFinal(input, offset, length, output, at);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AES-GCM failed to encrypt", e);
      }
    }

    @Override
    public int open(
        byte[] nonce, byte[] ad, byte[] input, int offset, int length, byte[] output, int at) {
      if (length < TAG_LENGTH) {
        return -1;
      }
      try {
        init(nonce, ad);
        return cipher.doFinal(input, offset, length, output, at);
      } catch (AEADBadTagException e) {
        return -1;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AES-GCM failed to decrypt", e);
      }
    }

    private void init(byte[] nonce, byte[] ad) throws GeneralSecurityException {
      AlgorithmParameterSpec parameters = new GCMParameterSpec(TAG_LENGTH * 8, nonce);
      cipher.init(mode, key, parameters);
      if (ad.length > 0) {
        cipher.updateAAD(ad);
      }
    }
  }
}
