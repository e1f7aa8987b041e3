package io.diemnet.vertx.impl.noise.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * X25519 agreements from a named security provider. Keys go in as they are on the wire, wrapped in
 * the fixed headers of RFC 8410. What the provider refuses is decided by BouncyCastle, so that both
 * always agree.
 */
final class JcaKeyAgreement implements KeyAgreement {

  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b656e04220420");
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b656e032100");

  private final Provider provider;
  private final KeyFactory keys;
  private final BouncyCastleKeyAgreement plain = new BouncyCastleKeyAgreement();

  JcaKeyAgreement(Provider provider) throws GeneralSecurityException {
    this.provider = Objects.requireNonNull(provider);
    this.keys = KeyFactory.getInstance("XDH", provider);
  }

  @Override
  public String name() {
    return provider.getName();
  }

  @Override
  public byte[] generatePrivate() {
    return plain.generatePrivate();
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return plain.publicKey(privateKey);
  }

  @Override
  public byte[] agree(byte[] privateKey, byte[] publicKey) throws LowOrderKeyException {
    try {
      byte[] secret = compute(privateKey, publicKey);
      if (secret.length == KEY_LENGTH && !allZero(secret)) {
        return secret;
      }
    } catch (GeneralSecurityException | RuntimeException refused) {
      // Decided below.
    }
    return plain.agree(privateKey, publicKey);
  }

  private byte[] compute(byte[] privateKey, byte[] publicKey) throws GeneralSecurityException {
    javax.crypto.KeyAgreement agreement = javax.crypto.KeyAgreement.getInstance("XDH", provider);
    PrivateKey own = keys.generatePrivate(new PKCS8EncodedKeySpec(join(PKCS8, privateKey)));
    PublicKey remote = keys.generatePublic(new X509EncodedKeySpec(join(X509, publicKey)));
    agreement.init(own);
    agreement.doPhase(remote, true);
    return agreement.generateSecret();
  }

  private static byte[] join(byte[] header, byte[] key) {
    byte[] joined = Arrays.copyOf(header, header.length + key.length);
    System.arraycopy(key, 0, joined, header.length, key.length);
    return joined;
  }

  private static boolean allZero(byte[] secret) {
    int any = 0;
    for (byte b : secret) {
      any |= b;
    }
    return any == 0;
  }
}
