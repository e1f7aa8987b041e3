package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.bcs.Bytes;

/**
 * The on-chain form of a validator address (specification section 3). {@link AddressCipher}
 * decrypts it.
 *
 * @param keyVersion the version of the shared key, 32 bits, unsigned
 * @param seqNum a part of the nonce, 64 bits, unsigned
 * @param ciphertext the encrypted address and its tag
 */
public record EncNetworkAddress(int keyVersion, long seqNum, Bytes ciphertext) {

  /** The smallest number of bytes of an encoded value. */
  public static final int MIN_LENGTH = 4 + 8 + 1;

  /**
   * Decodes a value from exactly these bytes.
   *
   * @throws BcsException if the bytes are not one such value
   */
  public static EncNetworkAddress decode(byte[] bytes) {
    BcsReader in = new BcsReader(bytes);
    EncNetworkAddress address = read(in);
    in.end();
    return address;
  }

  /** Reads the next value. */
  public static EncNetworkAddress read(BcsReader in) {
    return new EncNetworkAddress(in.readU32(), in.readU64(), Bytes.of(in.readBytes()));
  }

  /** The BCS form of this value. */
  public byte[] encode() {
    BcsWriter out = new BcsWriter();
    write(out);
    return out.toByteArray();
  }

  void write(BcsWriter out) {
    out.writeU32(keyVersion).writeU64(seqNum).writeBytes(ciphertext.toByteArray());
  }
}
