package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.bcs.Bytes;

/**
 * A validator's address as it stands on the chain (specification section 3); {@link AddressCipher}
 * opens it.
 *
 * @param keyVersion which shared key, 32 bits, unsigned
 * @param seqNum part of the nonce, 64 bits, unsigned
 * @param ciphertext the encrypted address and its tag
 */
public record EncNetworkAddress(int keyVersion, long seqNum, Bytes ciphertext) {

  /** The fewest bytes that one takes. */
  public static final int MIN_LENGTH = 4 + 8 + 1;

  /**
   * Reads one from exactly these bytes.
   *
   * @throws BcsException if they are none
   */
  public static EncNetworkAddress decode(byte[] bytes) {
    BcsReader in = new BcsReader(bytes);
    EncNetworkAddress address = read(in);
    in.end();
    return address;
  }

  /** Reads the next one. */
  public static EncNetworkAddress read(BcsReader in) {
    return new EncNetworkAddress(in.readU32(), in.readU64(), Bytes.of(in.readBytes()));
  }

  /** The BCS of this value. */
  public byte[] encode() {
    BcsWriter out = new BcsWriter();
    write(out);
    return out.toByteArray();
  }

  void write(BcsWriter out) {
    out.writeU32(keyVersion).writeU64(seqNum).writeBytes(ciphertext.toByteArray());
  }
}
