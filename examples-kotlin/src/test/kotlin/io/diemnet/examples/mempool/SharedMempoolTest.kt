package io.diemnet.examples.mempool

import io.diemnet.vertx.EventBusAddresses
import io.vertx.core.Vertx
import io.vertx.core.buffer.Buffer
import io.vertx.core.eventbus.DeliveryOptions
import io.vertx.core.eventbus.ReplyException
import io.vertx.core.json.JsonArray
import io.vertx.core.json.JsonObject
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.dispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Assertions.fail
import org.junit.jupiter.api.Test
import kotlin.time.Duration.Companion.seconds

/** On real networks, over TCP on loopback. */
class SharedMempoolTest {

    @Test
    fun `transactions spread to all validators and one that was away catches up`() = onEventLoop { vertx ->
        val validators = Validators(vertx, 4)
        validators.indices.forEach { validators.start(it) }
        val console = Console(validators)

        assertThat(console.run("submit 2 hello world")).isEqualTo("validator-2 took ${Mempool.idOf("hello world")}")
        validators.submit(0, "second")
        validators.untilAllHold(2)

        assertThat(console.run("stop 1")).startsWith("validator-1 is stopped")
        assertThat(console.run("submit 1 nobody there")).isEqualTo("validator-1 is stopped")
        validators.submit(3, "third")
        validators.untilAllHold(3)
        assertThat(console.run("show")).contains("validator-1  stopped")

        assertThat(console.run("start 1")).startsWith("validator-1 runs")
        validators.untilAllHold(3)
        validators.submit(1, "fourth")
        validators.untilAllHold(4)

        val shown = console.run("show").lines()
        assertThat(shown).hasSize(5)
        assertThat(shown.take(4).map { it.substringAfter("  ") }.distinct())
            .containsExactly("4 transactions  set ${validators.state(0).getString("hash")}")
        assertThat(shown.last()).isEqualTo("all that run hold the same set")
    }

    @Test
    fun `a client of one validator submits to another over the network`() = onEventLoop { vertx ->
        val validators = Validators(vertx, 2)
        validators.indices.forEach { validators.start(it) }
        // The one that was started last is connected; the other one may see it a moment later.
        while (vertx.peers(validators.name(0)) == 0) {
            delay(20)
        }
        val to = DeliveryOptions()
            .addHeader("peer", validators.info(1).getString("peer"))
            .addHeader("protocol", MempoolVerticle.SUBMIT)
        suspend fun call(payload: Buffer): JsonObject {
            val rpc = EventBusAddresses.of(validators.name(0)).rpc()
            return vertx.eventBus().request<Buffer>(rpc, payload, to).coAwait().body().toJsonObject()
        }

        assertThat(call(Buffer.buffer("hello"))).isEqualTo(JsonObject().put("id", Mempool.idOf("hello")))
        assertThat(call(Buffer.buffer())).isEqualTo(JsonObject().put("refused", "a transaction has 1 to 1024 bytes, not 0"))
        assertThat(call(Buffer.buffer(byteArrayOf(-1))))
            .isEqualTo(JsonObject().put("refused", "a transaction is text in UTF-8"))
        validators.untilAllHold(1)
    }

    @Test
    fun `takes a Buffer, a String and JSON, and refuses other things in words`() = onEventLoop { vertx ->
        val validators = Validators(vertx, 1)
        validators.start(0)
        suspend fun submit(body: Any): Any =
            vertx.eventBus().request<Any>(MempoolVerticle.submitAddress(validators.name(0)), body).coAwait().body()

        assertThat(submit("a")).isEqualTo(Mempool.idOf("a"))
        assertThat(submit(Buffer.buffer("b"))).isEqualTo(Buffer.buffer(Mempool.idOf("b")))
        assertThat(submit(JsonObject().put("transaction", "c"))).isEqualTo(JsonObject().put("id", Mempool.idOf("c")))
        for (odd in listOf(7, JsonObject().put("transaction", 7), "")) {
            try {
                fail<Unit>("taken: ${submit(odd)}")
            } catch (refused: ReplyException) {
                assertThat(refused.failureCode()).isEqualTo(400)
                assertThat(refused.message).contains("transaction")
            }
        }
        validators.untilAllHold(3)
    }

    @Test
    fun `what a peer sends that is no transaction changes nothing`() = onEventLoop { vertx ->
        val validators = Validators(vertx, 2, capacity = 2)
        validators.indices.forEach { validators.start(it) }
        val bus = EventBusAddresses.of(validators.name(0))
        val toAll = DeliveryOptions().addHeader("peer", "*").addHeader("protocol", "MempoolDirectSend")
        for (odd in listOf(Buffer.buffer(), Buffer.buffer(byteArrayOf(-1)), Buffer.buffer(ByteArray(5000) { 'x'.code.toByte() }))) {
            vertx.eventBus().request<JsonObject>(bus.directSend(), odd, toAll).coAwait()
        }

        // The same connection keeps its order: when this one is there, those were dealt with.
        validators.submit(0, "a transaction")
        validators.untilAllHold(1)
    }

    private suspend fun Validators.untilAllHold(count: Int) {
        while (!agree() || running.any { state(it).getInteger("transactions") != count }) {
            delay(20)
        }
    }

    private suspend fun Vertx.peers(network: String): Int =
        eventBus().request<JsonArray>(EventBusAddresses.of(network).peers(), null).coAwait().body().size()

    private fun onEventLoop(test: suspend CoroutineScope.(Vertx) -> Unit) {
        val vertx = Vertx.vertx()
        try {
            runBlocking(vertx.dispatcher()) { withTimeout(180.seconds) { test(vertx) } }
        } finally {
            runBlocking { vertx.close().coAwait() }
        }
    }
}
