package io.diemnet.examples;

import io.diemnet.vertx.AptosMonitoring;
import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.AptosStorage;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.PeerId;

/** What {@code docs/aptos.md} shows. */
final class AptosExamples {

  private AptosExamples() {}

  @SuppressWarnings("SystemOut")
  static void ask(DiemNet network, PeerId peer) {
    AptosStorage.summary(request -> network.rpc(peer, AptosProtocols.STORAGE_SERVICE_RPC, request))
        .onSuccess(summary -> System.out.println(summary.transactions()));
    AptosMonitoring.nodeInformation(
        request -> network.rpc(peer, AptosProtocols.PEER_MONITORING_SERVICE_RPC, request));
  }
}
