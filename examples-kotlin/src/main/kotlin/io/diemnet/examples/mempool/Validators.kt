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
 * The validators of one process, on TCP on loopback: each can be stopped, which forgets its
 * transactions, and started again under the same key. To be called by one coroutine at a time.
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

    /** Done when it is connected to all that run. */
    suspend fun start(validator: Int) {
        val key = keys[validator]
        val verticle = MempoolVerticle(name(validator), network(key, seeds(keys, addresses, key)), capacity)
        deployments[validator] = vertx.deployVerticle(verticle).coAwait()
        // It listens at another port each time, so the others are told where.
        addresses[key] = info(validator).getString("address")
        (running - validator).forEach { tellAddresses(it) }
        while (vertx.peers(name(validator)) < running.size - 1) {
            delay(20)
        }
    }

    /** Done when its connections are closed, and nobody counts it among their peers. */
    suspend fun stop(validator: Int) {
        addresses -= keys[validator]
        vertx.undeploy(deployments.remove(validator)).coAwait()
        while (running.any { vertx.peers(name(it)) > running.size - 1 }) {
            delay(20)
        }
    }

    /** Opens the event bus of all of them to other languages; the web port is any free one. */
    suspend fun openBridges(tcpPort: Int): Bridges {
        val networks = indices.map {
            DiemNetOptions(JsonObject().put("name", name(it)).put("protocols", MempoolVerticle.protocols()))
        }
        val ports = JsonObject().put("tcpPort", tcpPort).put("webPort", 0)
        return Bridges.open(vertx, BridgeConfig.of(ports), networks, null).coAwait()
    }

    suspend fun info(validator: Int): JsonObject = vertx.networkInfo(name(validator))

    /** `{network, transactions, hash}`. */
    suspend fun state(validator: Int): JsonObject =
        vertx.eventBus().request<JsonObject>(MempoolVerticle.stateAddress(name(validator)), null).coAwait().body()

    /** Submits a transaction to a validator of this process; gives its id. */
    suspend fun submit(validator: Int, transaction: String): String =
        vertx.eventBus().request<String>(MempoolVerticle.submitAddress(name(validator)), transaction).coAwait().body()

    /** Whether all that run hold the same set. */
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
