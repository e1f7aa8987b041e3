package io.diemnet.vertx.impl.noise.crypto;

/**
 * What a handshake and a session work with.
 *
 * @param name the choice's name, as in the configuration's {@code crypto}
 * @param keyAgreement X25519
 * @param aead AES-256-GCM
 */
public record CryptoProvider(String name, KeyAgreement keyAgreement, AeadProvider aead) {

  /** Says what does which work, for {@code .info}. */
  public String description() {
    return "x25519: " + keyAgreement.name() + ", aes-gcm: " + aead.name();
  }
}
