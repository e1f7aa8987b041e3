package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;

/**
 * What an Aptos node stores, as its storage service tells (section 8). The numbers have 64 bits and
 * are unsigned. See {@link AptosStorage}.
 *
 * @param maxEpochChunkSize the most epoch-ending ledger infos in one response
 * @param maxStateChunkSize the most states in one response
 * @param maxTransactionChunkSize the most transactions in one response
 * @param maxTransactionOutputChunkSize the most transaction outputs in one response
 * @param synced the latest ledger of the node, or null if it tells none
 * @param epochEndingLedgerInfos the epochs whose ending ledger infos are stored, or null for none
 * @param states the versions whose states are stored, or null for none
 * @param transactions the versions whose transactions are stored, or null for none
 * @param transactionOutputs the versions whose outputs are stored, or null for none
 */
public record StorageSummary(
    long maxEpochChunkSize,
    long maxStateChunkSize,
    long maxTransactionChunkSize,
    long maxTransactionOutputChunkSize,
    @Nullable Ledger synced,
    @Nullable Range epochEndingLedgerInfos,
    @Nullable Range states,
    @Nullable Range transactions,
    @Nullable Range transactionOutputs) {

  /**
   * A range of epochs or versions, both ends included.
   *
   * @param lowest the lowest
   * @param highest the highest
   */
  public record Range(long lowest, long highest) {

    /** {@return the two ends, for example {@code 0 to 100}} */
    @Override
    public String toString() {
      return Long.toUnsignedString(lowest) + " to " + Long.toUnsignedString(highest);
    }
  }

  /**
   * The latest ledger of a node. Its signatures are not checked.
   *
   * @param epoch the epoch
   * @param round the round of consensus
   * @param version the version, which is the number of transactions before it
   * @param timestampMicros the time of the ledger, in microseconds since 1970
   */
  public record Ledger(long epoch, long round, long version, long timestampMicros) {}
}
