package io.diemnet.examples

import io.diemnet.vertx.EventBusAddresses
import io.diemnet.vertx.PeerId
import io.diemnet.vertx.PrivateKey
import io.vertx.core.Vertx
import io.vertx.core.json.JsonArray
import io.vertx.core.json.JsonObject
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.dispatcher
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import java.util.HexFormat

/** Runs three counters in one process, on TCP on loopback, and adds them up from one of them. */
fun main() {
    val vertx = Vertx.vertx()
    runBlocking(vertx.dispatcher()) {
        val names = startCounters(vertx, 3)
        names.forEachIndexed { i, name -> vertx.askCounter(name, "add ${10 * (i + 1)}") }
        println("the sum of all counters is ${vertx.askCounter(names[0], "sum")}")
    }
    vertx.close().toCompletionStage().toCompletableFuture().join()
}

/** Starts so many nodes that know each other; done when each is connected to all. */
suspend fun startCounters(vertx: Vertx, nodes: Int): List<String> {
    val keys = List(nodes) { PrivateKey.generate() }
    val addresses = mutableListOf<String>()
    val names = keys.mapIndexed { i, key ->
        val name = "counter-$i"
        vertx.deployVerticle(CounterVerticle(name, network(key, keys, addresses))).coAwait()
        addresses += vertx.request(EventBusAddresses.of(name).info()).getString("address")
        name
    }
    for (name in names) {
        while (vertx.peers(name) < nodes - 1) {
            delay(20)
        }
    }
    return names
}

/** Asks the counter of a node in this process. */
suspend fun Vertx.askCounter(network: String, question: String): Long =
    eventBus().request<Long>(CounterVerticle.localAddress(network), question).coAwait().body()

private suspend fun Vertx.request(address: String): JsonObject =
    eventBus().request<JsonObject>(address, null).coAwait().body()

private suspend fun Vertx.peers(network: String): Int =
    eventBus().request<JsonArray>(EventBusAddresses.of(network).peers(), null).coAwait().body().size()

/** A node's configuration: it trusts all keys, and knows the addresses of those before it. */
private fun network(key: PrivateKey, all: List<PrivateKey>, addresses: List<String>): JsonObject {
    val seeds = JsonObject()
    all.forEachIndexed { i, other ->
        if (other !== key) {
            val seed = JsonObject()
                .put("role", "Validator")
                .put("keys", JsonArray().add(other.publicKey().toString()))
                .put("addresses", JsonArray(listOfNotNull(addresses.getOrNull(i))))
            seeds.put(PeerId.fromPublicKey(other.publicKey()).toString(), seed)
        }
    }
    return JsonObject()
        .put("networkId", "validator")
        .put("chainId", "testing")
        .put("identity", JsonObject().put("privateKey", HexFormat.of().formatHex(key.toBytes())))
        .put("listenAddress", "/ip4/127.0.0.1/tcp/0")
        .put("seeds", seeds)
}
