package io.diemnet.vertx.impl.storage;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.vertx.core.buffer.Buffer;

/**
 * A response of the storage service (section 8). Responses with ledger data are not read: a guest
 * does not ask for them.
 */
public sealed interface StorageMsg {

  /** The longest plain data of a response that is read, in bytes: summaries are short. */
  int MAX_DATA = 1024 * 1024;

  /** The label of a compressed summary. */
  String SUMMARY_LABEL = "storage_server_summary_compressed";

  /** The number of states at a version. */
  record NumberOfStates(long number) implements StorageMsg {}

  /** The version of the service. */
  record ProtocolVersion(long version) implements StorageMsg {}

  /** What a node stores. */
  record Summary(StorageSummaryData data) implements StorageMsg {}

  /** A response that is compressed: {@link #open} gives the response in it. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Compressed(String label, byte[] bytes) implements StorageMsg {}

  /**
   * An error.
   *
   * @param kind 0 InternalError, 1 InvalidRequest, 2 TooManyInvalidRequests, 3 TooManyRequests
   */
  record Failure(int kind, String text) implements StorageMsg {

    /** The name of the error and its text. */
    public String describe() {
      String name =
          switch (kind) {
            case 0 -> "internal error";
            case 1 -> "invalid request";
            case 2 -> "too many invalid requests";
            default -> "too many requests";
          };
      return name + ": " + text;
    }
  }

  /** The response within a compressed one, or this one. */
  default StorageMsg open() {
    if (!(this instanceof Compressed compressed)) {
      return this;
    }
    Buffer plain = CompressedPayload.decompress(Buffer.buffer(compressed.bytes), MAX_DATA);
    BcsReader in = new BcsReader(plain.getBytes());
    StorageMsg data = readData(in);
    in.end();
    return data;
  }

  /** The BCS form. */
  default Buffer encode() {
    BcsWriter out = new BcsWriter().writeU8(1);
    if (this instanceof Failure failure) {
      out.writeU8(1).writeUleb128(failure.kind).writeString(failure.text);
    } else if (this instanceof Compressed compressed) {
      out.writeU8(0).writeU8(0).writeString(compressed.label).writeBytes(compressed.bytes);
    } else {
      out.writeU8(0).writeU8(1);
      writeData(out);
    }
    return Buffer.buffer(out.toByteArray());
  }

  /** The BCS of the data alone, as it is compressed. */
  default Buffer encodeData() {
    BcsWriter out = new BcsWriter();
    writeData(out);
    return Buffer.buffer(out.toByteArray());
  }

  private void writeData(BcsWriter out) {
    if (this instanceof NumberOfStates states) {
      out.writeUleb128(3).writeU64(states.number);
    } else if (this instanceof ProtocolVersion version) {
      out.writeUleb128(4).writeU64(version.version);
    } else if (this instanceof Summary summary) {
      summary.data.write(out.writeUleb128(6));
    } else {
      throw new IllegalStateException("not data");
    }
  }

  /**
   * Decodes a response from exactly these bytes.
   *
   * @throws BcsException if they are none, or one with ledger data
   */
  static StorageMsg decode(Buffer bytes) {
    BcsReader in = new BcsReader(bytes.getBytes());
    if (in.readVariant(2) != 1) {
      throw new BcsException("a request and not a response");
    }
    StorageMsg message;
    if (in.readVariant(2) == 1) {
      message = new Failure(in.readVariant(4), in.readString());
    } else if (in.readVariant(2) == 0) {
      message = new Compressed(in.readString(), in.readBytes());
    } else {
      message = readData(in);
    }
    in.end();
    return message;
  }

  /** Decodes a request from exactly these bytes. */
  static StorageRequest decodeRequest(Buffer bytes) {
    BcsReader in = new BcsReader(bytes.getBytes());
    if (in.readVariant(2) != 0) {
      throw new BcsException("a response and not a request");
    }
    StorageRequest request = StorageRequest.read(in);
    in.end();
    return request;
  }

  private static StorageMsg readData(BcsReader in) {
    int kind = in.readVariant(13);
    return switch (kind) {
      case 3 -> new NumberOfStates(in.readU64());
      case 4 -> new ProtocolVersion(in.readU64());
      case 6 -> new Summary(StorageSummaryData.read(in));
      default -> throw new BcsException("a response with ledger data, number " + kind);
    };
  }
}
