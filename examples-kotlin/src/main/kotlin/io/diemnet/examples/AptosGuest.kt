package io.diemnet.examples

import io.diemnet.vertx.AptosMonitoring
import io.diemnet.vertx.AptosProtocols
import io.diemnet.vertx.AptosStorage
import io.diemnet.vertx.DiemNet
import io.diemnet.vertx.DiemNetClient
import io.diemnet.vertx.NodeInformation
import io.diemnet.vertx.PeerId
import io.diemnet.vertx.StorageSummary
import io.vertx.kotlin.coroutines.coAwait

/** Asks an Aptos node what it stores, and up to which version. */
suspend fun DiemNet.storageSummary(peer: PeerId): StorageSummary =
    AptosStorage.summary { rpc(peer, AptosProtocols.STORAGE_SERVICE_RPC, it) }.coAwait()

/** The same over the event bus, from another verticle or another JVM. */
suspend fun DiemNetClient.storageSummary(peer: PeerId): StorageSummary =
    AptosStorage.summary { rpc(peer, AptosProtocols.STORAGE_SERVICE_RPC, it) }.coAwait()

/** Asks an Aptos node for the version of its storage service. */
suspend fun DiemNet.storageVersion(peer: PeerId): Long =
    AptosStorage.protocolVersion { rpc(peer, AptosProtocols.STORAGE_SERVICE_RPC, it) }.coAwait()

/** Asks an Aptos node how long it runs and which versions it has. */
suspend fun DiemNet.nodeInformation(peer: PeerId): NodeInformation =
    AptosMonitoring
        .nodeInformation { rpc(peer, AptosProtocols.PEER_MONITORING_SERVICE_RPC, it) }
        .coAwait()
