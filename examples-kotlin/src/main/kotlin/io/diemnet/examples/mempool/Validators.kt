package io.diemnet.examples.mempool

import io.diemnet.examples.network
import io.diemnet.examples.networkInfo
import io.diemnet.examples.peers
import io.diemnet.examples.seeds
import io.diemnet.node.bridge.BridgeConfig
import io.diemnet.node.bridge.Bridges
import io.diemnet.vertx.DiemNetOptions
import io.diemnet.vertx.EventBusAddresses
import io.diemnet.vertx.PrivateKey
import io.vertx.core.Vertx
import io.vertx.core.json.JsonObject
import io.vertx.kotlin.coroutines.coAwait
import kotlinx.coroutines.delay
import java.util.TreeMap

/**
 * The validators of one process, on TCP on loopback. Each can be stopped, which discards its
 * transactions, and started again with the same key. Call it from one coroutine at a time.
 */
class Validators(
    private val vertx: Vertx,
    count: Int,
    private val capacity: Int = MempoolVerticle.DEFAULT_CAPACITY,
) {
    private val keys = List(count) { PrivateKey.generate() }
    private val addresses = mutableMapOf<PrivateKey, String>()
    private val deployments = TreeMap<Int, String>()

    val indices = keys.indices

    val running: Set<Int> get() = deployments.keys

    fun name(validator: Int) = "validator-$validator"

    /** Returns when it is connected to all running validators. */
    suspend fun start(validator: Int) {
        val key = keys[validator]
        val verticle = MempoolVerticle(name(validator), network(key, seeds(keys, addresses, key)), capacity)
        deployments[validator] = vertx.deployVerticle(verticle).coAwait()
        // It listens on another port each time, so the others get its address.
        addresses[key] = info(validator).getString("address")
        (running - validator).forEach { tellAddresses(it) }
        while (vertx.peers(name(validator)) < running.size - 1) {
            delay(20)
        }
    }

    /** Returns when its connections are closed and no other validator lists it as a peer. */
    suspend fun stop(validator: Int) {
        addresses -= keys[validator]
        vertx.undeploy(deployments.remove(validator)).coAwait()
        while (running.any { vertx.peers(name(it)) > running.size - 1 }) {
            delay(20)
        }
    }

    /** Opens the event bus of all validators to other languages. The web port is any free port. */
    suspend fun openBridges(tcpPort: Int): Bridges {
        val networks = indices.map {
            DiemNetOptions(JsonObject().put("name", name(it)).put("protocols", MempoolVerticle.protocols()))
        }
        val ports = JsonObject().put("tcpPort", tcpPort).put("webPort", 0)
        return Bridges.open(vertx, BridgeConfig.of(ports), networks, null).coAwait()
    }

    suspend fun info(validator: Int): JsonObject = vertx.networkInfo(name(validator))

    /** Returns `{network, transactions, hash}`. */
    suspend fun state(validator: Int): JsonObject =
        vertx.eventBus().request<JsonObject>(MempoolVerticle.stateAddress(name(validator)), null).coAwait().body()

    /** Submits a transaction to a validator of this process and returns its id. */
    suspend fun submit(validator: Int, transaction: String): String =
        vertx.eventBus().request<String>(MempoolVerticle.submitAddress(name(validator)), transaction).coAwait().body()

    /** Returns whether all running validators hold the same set. */
    suspend fun agree(): Boolean = running.toList().map { state(it).getString("hash") }.distinct().size <= 1

    private suspend fun tellAddresses(validator: Int) {
        val known = JsonObject()
            .put("source", "config")
            .put("peers", seeds(keys, addresses, keys[validator]))
        vertx.eventBus()
            .request<Any>(EventBusAddresses.of(name(validator)).adminDiscovery(), known)
            .coAwait()
    }
}
