package io.diemnet.vertx.impl.storage;

import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;

/**
 * A request of the storage service (section 8): one of 17 kinds, with its fields in their order.
 *
 * @param kind 0 to 16
 * @param fields numbers as they are, true as 1, and a kind of transaction data as its number,
 *     shifted left, with whether events are included as the lowest bit
 * @param useCompression whether the response may be compressed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by bytes only
public record StorageRequest(int kind, long[] fields, boolean useCompression) {

  /** The number of {@code GetServerProtocolVersion}. */
  public static final int PROTOCOL_VERSION = 4;

  /** The number of {@code GetStorageServerSummary}. */
  public static final int SUMMARY = 6;

  /** The fields of each kind: u a number of 64 bits, b a truth value, t transaction data. */
  private static final List<String> LAYOUTS =
      List.of(
          "uu", "uu", "uub", "u", "", "uuu", "", "uuu", "uuub", "uubu", "uuubu", "uuuu", "uuuubu",
          "uuuub", "tuuuu", "tuuu", "tuuuuu");

  /** The kind of transaction data without a flag for events. */
  private static final int OUTPUTS = 1;

  public StorageRequest {
    if (fields.length != LAYOUTS.get(kind).length()) {
      throw new IllegalArgumentException("a request of kind " + kind + " has other fields");
    }
    fields = fields.clone();
  }

  /** The BCS form. */
  public Buffer encode() {
    BcsWriter out = new BcsWriter().writeUleb128(0).writeUleb128(kind);
    String layout = LAYOUTS.get(kind);
    for (int i = 0; i < fields.length; i++) {
      switch (layout.charAt(i)) {
        case 'u' -> out.writeU64(fields[i]);
        case 'b' -> out.writeBool(fields[i] != 0);
        default -> {
          int data = (int) fields[i] >>> 1;
          out.writeUleb128(data);
          if (data != OUTPUTS) {
            out.writeBool((fields[i] & 1) != 0);
          }
        }
      }
    }
    return Buffer.buffer(out.writeBool(useCompression).toByteArray());
  }

  /** Reads a request behind its first byte. */
  static StorageRequest read(BcsReader in) {
    int kind = in.readVariant(LAYOUTS.size());
    String layout = LAYOUTS.get(kind);
    long[] fields = new long[layout.length()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] =
          switch (layout.charAt(i)) {
            case 'u' -> in.readU64();
            case 'b' -> in.readBool() ? 1 : 0;
            default -> {
              int data = in.readVariant(3);
              yield (data << 1) | (data != OUTPUTS && in.readBool() ? 1 : 0);
            }
          };
    }
    return new StorageRequest(kind, fields, in.readBool());
  }

  @Override
  public String toString() {
    return "StorageRequest[" + kind + " " + Arrays.toString(fields) + "]";
  }
}
