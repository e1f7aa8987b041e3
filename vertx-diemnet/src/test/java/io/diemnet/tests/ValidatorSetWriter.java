package io.diemnet.tests;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes validator sets with encrypted addresses straight from the specification's words, sharing
 * nothing with what reads them.
 */
final class ValidatorSetWriter {

  private final byte[] sharedKey;
  private final List<Buffer> validators = new ArrayList<>();

  ValidatorSetWriter(byte[] sharedKey) {
    this.sharedKey = sharedKey;
  }

  /** Adds a validator with these addresses, encrypted under key version 0. */
  ValidatorSetWriter add(PeerId account, NetworkAddress... addresses) {
    Buffer encrypted = Buffer.buffer().appendByte((byte) addresses.length);
    for (int index = 0; index < addresses.length; index++) {
      byte[] sealed = seal(account, addresses[index].toBytes(), index);
      encrypted.appendIntLE(0).appendLongLE(7).appendBuffer(bytes(sealed));
    }
    validators.add(
        Buffer.buffer(account.toBytes())
            .appendLongLE(1)
            .appendBuffer(bytes(new byte[32]))
            .appendBuffer(bytes(encrypted.getBytes()))
            .appendBuffer(bytes(new byte[] {0}))
            .appendLongLE(1));
    return this;
  }

  Buffer toBcs() {
    Buffer set = Buffer.buffer().appendByte((byte) 0).appendByte((byte) validators.size());
    validators.forEach(set::appendBuffer);
    return set;
  }

  /** Length as ULEB128, then the bytes. */
  private static Buffer bytes(byte[] content) {
    Buffer buffer = Buffer.buffer();
    int length = content.length;
    for (; length > 0x7f; length >>>= 7) {
      buffer.appendByte((byte) (length | 0x80));
    }
    return buffer.appendByte((byte) length).appendBytes(content);
  }

  private byte[] seal(PeerId account, byte[] address, int index) {
    try {
      byte[] salt =
          MessageDigest.getInstance("SHA3-256")
              .digest("DIEM_ENCRYPTED_NETWORK_ADDRESS_SALT".getBytes(StandardCharsets.US_ASCII));
      byte[] info = Buffer.buffer(account.toBytes()).appendByte((byte) 1).getBytes();
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(hmac(hmac(salt, sharedKey), info), "AES"),
          new GCMParameterSpec(128, ByteBuffer.allocate(12).putLong(7).putInt(index).array()));
      cipher.updateAAD(new byte[4]);
      return cipher.doFinal(address);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA3-256");
    mac.init(new SecretKeySpec(key, "HmacSHA3-256"));
    return mac.doFinal(data);
  }
}
