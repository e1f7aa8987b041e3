package io.diemnet.node.command.ping;

import io.diemnet.vertx.AptosMonitoring;
import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.AptosStorage;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.NodeInformation;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.StorageSummary;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.function.Function;

/** Asks a node of the Aptos profile for its information and for what it stores, and prints both. */
final class NodeFacts {

  private final DiemNet network;
  private final PeerId peer;
  private final PrintWriter out;

  NodeFacts(DiemNet network, PeerId peer, PrintWriter out) {
    this.network = network;
    this.peer = peer;
    this.out = out;
  }

  void print() {
    print("node information", nodeInformation());
    print("storage service", storage());
    out.flush();
  }

  private void print(String what, Future<String> fact) {
    String text;
    try {
      text = fact.await();
    } catch (RuntimeException failure) {
      text = "none: " + failure.getMessage();
    }
    out.println(what + ": " + text);
  }

  private Function<Buffer, Future<Buffer>> calls(ProtocolId protocol) {
    return request -> network.rpc(peer, protocol, request);
  }

  private Future<String> nodeInformation() {
    return AptosMonitoring.nodeInformation(calls(AptosProtocols.PEER_MONITORING_SERVICE_RPC))
        .compose(
            node ->
                AptosMonitoring.distanceFromValidators(
                        calls(AptosProtocols.PEER_MONITORING_SERVICE_RPC))
                    .map(distance -> text(node) + ", distance from the validators " + distance));
  }

  private static String text(NodeInformation node) {
    return "up "
        + node.uptime().toSeconds()
        + " s, epoch "
        + Long.toUnsignedString(node.highestSyncedEpoch())
        + ", versions "
        + Long.toUnsignedString(node.lowestAvailableVersion())
        + " to "
        + Long.toUnsignedString(node.highestSyncedVersion())
        + (node.buildInformation().isEmpty() ? "" : ", " + node.buildInformation());
  }

  private Future<String> storage() {
    return AptosStorage.protocolVersion(calls(AptosProtocols.STORAGE_SERVICE_RPC))
        .compose(
            version ->
                AptosStorage.summary(calls(AptosProtocols.STORAGE_SERVICE_RPC))
                    .map(summary -> "version " + version + ", " + text(summary)));
  }

  private static String text(StorageSummary summary) {
    StorageSummary.Ledger synced = summary.synced();
    return (synced == null
            ? "no ledger"
            : "ledger version "
                + Long.toUnsignedString(synced.version())
                + " of epoch "
                + Long.toUnsignedString(synced.epoch())
                + " at "
                + Instant.ofEpochMilli(Long.divideUnsigned(synced.timestampMicros(), 1000)))
        + "; states "
        + text(summary.states())
        + ", transactions "
        + text(summary.transactions())
        + ", outputs "
        + text(summary.transactionOutputs())
        + ", epochs "
        + text(summary.epochEndingLedgerInfos());
  }

  private static String text(StorageSummary.Range range) {
    return range == null ? "none" : range.toString();
  }
}
