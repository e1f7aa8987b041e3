package io.diemnet.vertx;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.storage.StorageMsg;
import io.diemnet.vertx.impl.storage.StorageRequest;
import io.diemnet.vertx.impl.storage.StorageSummaryData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * Requests to the storage service of Aptos nodes (section 8). Each method takes a function that
 * sends a request, so that it works with a {@link DiemNet} and with a {@link DiemNetClient}:
 *
 * <pre>{@code
 * AptosStorage.summary(request -> network.rpc(peer, AptosProtocols.STORAGE_SERVICE_RPC, request));
 * }</pre>
 *
 * <p>A future fails as the call does, or with an {@link IllegalStateException} if the peer answers
 * with an error or with anything else.
 */
public final class AptosStorage {

  private static final long[] NO_FIELDS = {};

  private AptosStorage() {}

  /** {@return the request for the version of the service, for languages that send it themselves} */
  public static Buffer protocolVersionRequest() {
    return new StorageRequest(StorageRequest.PROTOCOL_VERSION, NO_FIELDS, false).encode();
  }

  /**
   * Returns the request for the summary.
   *
   * @param compressed whether the response may be compressed, which needs lz4-java here
   * @return the request
   */
  public static Buffer summaryRequest(boolean compressed) {
    return new StorageRequest(StorageRequest.SUMMARY, NO_FIELDS, compressed).encode();
  }

  /**
   * Asks for the version of the service.
   *
   * @param call sends a request and gives its response
   * @return the version
   */
  public static Future<Long> protocolVersion(Function<Buffer, Future<Buffer>> call) {
    return call.apply(protocolVersionRequest()).map(AptosStorage::readProtocolVersion);
  }

  /**
   * Asks what the node stores, and up to which version. The response is not compressed.
   *
   * @param call sends a request and gives its response
   * @return the summary
   */
  public static Future<StorageSummary> summary(Function<Buffer, Future<Buffer>> call) {
    return call.apply(summaryRequest(false)).map(AptosStorage::readSummary);
  }

  /**
   * Reads a response to {@link #protocolVersionRequest}.
   *
   * @param response the response
   * @return the version
   * @throws IllegalStateException if it is an error or another response
   */
  public static long readProtocolVersion(Buffer response) {
    if (read(response) instanceof StorageMsg.ProtocolVersion version) {
      return version.version();
    }
    throw new IllegalStateException("the peer gives another answer");
  }

  /**
   * Reads a response to {@link #summaryRequest}, compressed or not.
   *
   * @param response the response
   * @return the summary
   * @throws IllegalStateException if it is an error or another response, or if it is compressed and
   *     lz4-java is not on the class path
   */
  public static StorageSummary readSummary(Buffer response) {
    if (read(response) instanceof StorageMsg.Summary summary) {
      return summary(summary.data());
    }
    throw new IllegalStateException("the peer gives another answer");
  }

  private static StorageMsg read(Buffer response) {
    StorageMsg message;
    try {
      message = StorageMsg.decode(response).open();
    } catch (BcsException malformed) {
      throw new IllegalStateException(
          "the peer's answer does not decode: " + malformed.getMessage(), malformed);
    }
    if (message instanceof StorageMsg.Failure failure) {
      throw new IllegalStateException("the peer answers " + failure.describe());
    }
    return message;
  }

  private static StorageSummary summary(StorageSummaryData data) {
    StorageSummaryData.Ledger synced = data.synced();
    return new StorageSummary(
        data.maxEpochChunkSize(),
        data.maxStateChunkSize(),
        data.maxTransactionChunkSize(),
        data.maxTransactionOutputChunkSize(),
        synced == null
            ? null
            : new StorageSummary.Ledger(
                synced.epoch(), synced.round(), synced.version(), synced.timestampMicros()),
        range(data.epochEndingLedgerInfos()),
        range(data.states()),
        range(data.transactions()),
        range(data.transactionOutputs()));
  }

  private static StorageSummary.Range range(StorageSummaryData.Range range) {
    return range == null ? null : new StorageSummary.Range(range.lowest(), range.highest());
  }
}
