package io.diemnet.examples.mempool

import io.vertx.core.Vertx
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.dispatcher
import kotlinx.coroutines.runBlocking

/**
 * A mempool shared by four validators in this process, controlled by lines of standard input and
 * over a bridge.
 */
fun main() {
    val vertx = Vertx.vertx()
    val validators = Validators(vertx, 4)
    val console = Console(validators)
    // Lines are read on this thread, which may block. Everything else runs on an event loop.
    runBlocking(vertx.dispatcher()) {
        for (i in validators.indices) {
            validators.start(i)
            println("${validators.name(i)}  peer ${validators.info(i).getString("peer")}")
        }
        val bridges = validators.openBridges(Integer.getInteger("mempool.port", 7000))
        println("from other languages, at ${bridges.tcpAddress()}:")
        println("  node examples-js/examples/submit-transaction.mjs ${bridges.tcpAddress()} hello")
    }
    println(Console.HELP)
    for (line in generateSequence(::readlnOrNull).takeWhile { it.trim() != "quit" }) {
        if (line.isNotBlank()) {
            println(runBlocking(vertx.dispatcher()) { console.run(line) })
        }
    }
    runBlocking { vertx.close().coAwait() }
}
