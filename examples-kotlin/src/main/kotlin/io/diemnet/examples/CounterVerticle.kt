package io.diemnet.examples

import io.diemnet.vertx.DiemNetVerticle
import io.diemnet.vertx.EventBusAddresses
import io.vertx.core.DeploymentOptions
import io.vertx.core.buffer.Buffer
import io.vertx.core.eventbus.DeliveryOptions
import io.vertx.core.json.JsonArray
import io.vertx.core.json.JsonObject
import io.vertx.kotlin.coroutines.CoroutineEventBusSupport
import io.vertx.kotlin.coroutines.CoroutineVerticle
import io.vertx.kotlin.coroutines.coAwait
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope

/**
 * A counter on every node of a network.
 *
 * It joins the network, serves its own protocol `CounterRpc`, and adds up the counters of all
 * connected peers by calling each of them. It uses the network only over the event bus, with
 * `coAwait()` instead of callbacks.
 */
class CounterVerticle(private val name: String, private val network: JsonObject) :
    CoroutineVerticle(), CoroutineEventBusSupport {

    private val bus = EventBusAddresses.of(name)
    private var count = 0L

    override suspend fun start() {
        val options = network.copy().put("name", name).put("protocols", protocols())
        vertx.deployVerticle(DiemNetVerticle(), DeploymentOptions().setConfig(options)).coAwait()

        // Requests of peers: the body is the request, the reply is the response.
        vertx.eventBus().coConsumer<Buffer>(bus.inbound(PROTOCOL)) { message ->
            message.reply(Buffer.buffer(answer(message.body().toString())))
        }
        // Requests of this node's own application.
        vertx.eventBus().coConsumer<String>(localAddress(name)) { message ->
            message.reply(if (message.body() == "sum") sum() else answer(message.body()).toLong())
        }
    }

    private fun answer(question: String): String {
        if (question.startsWith("add ")) {
            count += question.removePrefix("add ").toLong()
        }
        return count.toString()
    }

    /**
     * Adds this node's counter and those of all connected peers, which are called at the same
     * time.
     */
    private suspend fun sum(): Long = coroutineScope {
        val peers = vertx.eventBus().request<JsonArray>(bus.peers(), null).coAwait().body()
        val theirs = peers.map { async { ask((it as JsonObject).getString("peer"), "total") } }
        count + theirs.awaitAll().sum()
    }

    private suspend fun ask(peer: String, question: String): Long {
        val to = DeliveryOptions().addHeader("peer", peer).addHeader("protocol", PROTOCOL)
        val call = vertx.eventBus().request<Buffer>(bus.rpc(), Buffer.buffer(question), to)
        return call.coAwait().body().toString().toLong()
    }

    companion object {
        const val PROTOCOL = "CounterRpc"

        /** Accepts "add 5", "total" and "sum" from the application of the same process. */
        fun localAddress(network: String) = "counter.$network"

        private fun protocols() =
            JsonArray().add(JsonObject().put("name", PROTOCOL).put("id", 64))
    }
}
