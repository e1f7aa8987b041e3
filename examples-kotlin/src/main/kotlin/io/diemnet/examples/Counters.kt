package io.diemnet.examples

import io.diemnet.vertx.PrivateKey
import io.vertx.core.Vertx
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.dispatcher
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking

/**
 * Runs three counters in one process, on TCP on loopback, and adds up their values from one of
 * them.
 */
fun main() {
    val vertx = Vertx.vertx()
    runBlocking(vertx.dispatcher()) {
        val names = startCounters(vertx, 3)
        names.forEachIndexed { i, name -> vertx.askCounter(name, "add ${10 * (i + 1)}") }
        println("the sum of all counters is ${vertx.askCounter(names[0], "sum")}")
    }
    vertx.close().toCompletionStage().toCompletableFuture().join()
}

/** Starts a number of nodes that know each other. Returns when each is connected to all others. */
suspend fun startCounters(vertx: Vertx, nodes: Int): List<String> {
    val keys = List(nodes) { PrivateKey.generate() }
    val addresses = mutableMapOf<PrivateKey, String>()
    val names = keys.mapIndexed { i, key ->
        val name = "counter-$i"
        // Each node knows the addresses of the nodes before it.
        vertx.deployVerticle(CounterVerticle(name, network(key, seeds(keys, addresses, key)))).coAwait()
        addresses[key] = vertx.networkInfo(name).getString("address")
        name
    }
    for (name in names) {
        while (vertx.peers(name) < nodes - 1) {
            delay(20)
        }
    }
    return names
}

/** Sends a request to the counter of a node in this process. */
suspend fun Vertx.askCounter(network: String, question: String): Long =
    eventBus().request<Long>(CounterVerticle.localAddress(network), question).coAwait().body()
