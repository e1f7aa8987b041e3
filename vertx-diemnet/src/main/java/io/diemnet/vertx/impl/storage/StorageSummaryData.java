package io.diemnet.vertx.impl.storage;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;

/**
 * The summary of what a node stores (section 8). Numbers are unsigned.
 *
 * @param synced the latest ledger info; null if the node has none
 * @param epochEndingLedgerInfos the range that is stored; null if there is none, as for the others
 */
public record StorageSummaryData(
    long maxEpochChunkSize,
    long maxStateChunkSize,
    long maxTransactionChunkSize,
    long maxTransactionOutputChunkSize,
    Ledger synced,
    Range epochEndingLedgerInfos,
    Range states,
    Range transactions,
    Range transactionOutputs) {

  private static final int HASH = 32;
  private static final int BLS_SIGNATURE = 96;

  /** A range, both ends included. */
  public record Range(long lowest, long highest) {

    /**
     * Reads a range.
     *
     * @throws BcsException if it is empty or holds 2^64 values
     */
    public static Range read(BcsReader in) {
      long lowest = in.readU64();
      long highest = in.readU64();
      if (Long.compareUnsigned(lowest, highest) > 0 || (lowest == 0 && highest == -1)) {
        throw new BcsException("a degenerate range");
      }
      return new Range(lowest, highest);
    }
  }

  /**
   * What is read of a ledger info with its signatures.
   *
   * @param bytes the whole of it
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  public record Ledger(long epoch, long round, long version, long timestampMicros, byte[] bytes) {}

  static StorageSummaryData read(BcsReader in) {
    return new StorageSummaryData(
        in.readU64(),
        in.readU64(),
        in.readU64(),
        in.readU64(),
        present(in) ? readLedger(in) : null,
        readRange(in),
        readRange(in),
        readRange(in),
        readRange(in));
  }

  void write(BcsWriter out) {
    out.writeU64(maxEpochChunkSize)
        .writeU64(maxStateChunkSize)
        .writeU64(maxTransactionChunkSize)
        .writeU64(maxTransactionOutputChunkSize)
        .writeBool(synced != null);
    if (synced != null) {
      out.writeFixed(synced.bytes);
    }
    write(epochEndingLedgerInfos, out);
    write(states, out);
    write(transactions, out);
    write(transactionOutputs, out);
  }

  private static void write(Range range, BcsWriter out) {
    out.writeBool(range != null);
    if (range != null) {
      out.writeU64(range.lowest).writeU64(range.highest);
    }
  }

  private static Range readRange(BcsReader in) {
    return present(in) ? Range.read(in) : null;
  }

  private static boolean present(BcsReader in) {
    return in.readVariant(2) == 1;
  }

  private static Ledger readLedger(BcsReader in) {
    int start = in.position();
    in.readVariant(1);
    long epoch = in.readU64();
    long round = in.readU64();
    in.readFixed(2 * HASH);
    long version = in.readU64();
    long timestamp = in.readU64();
    if (present(in)) {
      in.readU64();
      for (int left = in.readLength(HASH); left > 0; left--) {
        in.readFixed(HASH);
        in.readBytes();
        in.readU64();
      }
    }
    in.readFixed(HASH);
    in.readBytes();
    if (present(in)) {
      if (in.readBytes().length != BLS_SIGNATURE) {
        throw new BcsException("a signature of another length");
      }
    }
    return new Ledger(epoch, round, version, timestamp, in.since(start));
  }
}
