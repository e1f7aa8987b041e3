package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.Bytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and decrypts validator addresses (specification section 3). Stateless.
 *
 * <pre>
 * key        HKDF-SHA3-256(SALT, shared key, info = account), 32 bytes
 * nonce      sequence number, u64 big-endian; index in the list, u32 big-endian
 * ad         key version, u32 big-endian
 * plaintext  BCS of the address, including its outer length
 * </pre>
 */
public final class AddressCipher {

  /** The number of bytes in a shared key. */
  public static final int KEY_LENGTH = 32;

  private static final int TAG_LENGTH = 16;

  /** SHA3-256 of "DIEM_ENCRYPTED_NETWORK_ADDRESS_SALT". */
  private static final byte[] SALT =
      HexFormat.of().parseHex("7ffda2ae982a2ebfab2a4da62f76fe33592c85e02445b875f02ded51a520ba2a");

  private AddressCipher() {}

  /**
   * Encrypts an address.
   *
   * @param index the index of the address in the list of the account
   */
  public static EncNetworkAddress encrypt(
      NetworkAddress address,
      byte[] sharedKey,
      int keyVersion,
      PeerId account,
      long seqNum,
      int index) {
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, sharedKey, keyVersion, account, seqNum, index);
      return new EncNetworkAddress(keyVersion, seqNum, Bytes.of(cipher.doFinal(address.toBytes())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Decrypts an address.
   *
   * @param index the index of the address in the list of the account
   * @throws BadAddressException if there is no key of this version, the decryption fails, or the
   *     plaintext is not an address
   */
  public static NetworkAddress decrypt(
      EncNetworkAddress encrypted, AddressKeys keys, PeerId account, int index)
      throws BadAddressException {
    byte[] sharedKey = keys.key(encrypted.keyVersion());
    if (sharedKey == null) {
      throw new BadAddressException(
          "no key of version " + Integer.toUnsignedString(encrypted.keyVersion()));
    }
    if (encrypted.ciphertext().length() < TAG_LENGTH) {
      throw new BadAddressException("the encrypted address is shorter than its tag");
    }
    try {
      Cipher cipher =
          cipher(
              Cipher.DECRYPT_MODE,
              sharedKey,
              encrypted.keyVersion(),
              account,
              encrypted.seqNum(),
              index);
      return NetworkAddress.fromBytes(cipher.doFinal(encrypted.ciphertext().toByteArray()));
    } catch (AEADBadTagException e) {
      throw new BadAddressException(
          "the address does not decrypt with the key of version "
              + Integer.toUnsignedString(encrypted.keyVersion()));
    } catch (IllegalArgumentException e) {
      throw new BadAddressException(e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Cipher cipher(
      int mode, byte[] sharedKey, int keyVersion, PeerId account, long seqNum, int index)
      throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(12).putLong(seqNum).putInt(index).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(deriveKey(sharedKey, account), "AES"),
        new GCMParameterSpec(8 * TAG_LENGTH, nonce));
    cipher.updateAAD(ByteBuffer.allocate(4).putInt(keyVersion).array());
    return cipher;
  }

  /** HKDF with one output block, which is the whole key. */
  private static byte[] deriveKey(byte[] sharedKey, PeerId account)
      throws GeneralSecurityException {
    byte[] pseudoRandomKey = hmac(SALT, sharedKey);
    byte[] info = Arrays.copyOf(account.toBytes(), PeerId.LENGTH + 1);
    info[PeerId.LENGTH] = 1;
    return hmac(pseudoRandomKey, info);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA3-256");
    mac.init(new SecretKeySpec(key, "HmacSHA3-256"));
    return mac.doFinal(data);
  }
}
