package io.diemnet.examples.mempool

import io.diemnet.vertx.DiemNetVerticle
import io.diemnet.vertx.EventBusAddresses
import io.diemnet.vertx.ProtocolId
import io.vertx.core.DeploymentOptions
import io.vertx.core.buffer.Buffer
import io.vertx.core.eventbus.DeliveryOptions
import io.vertx.core.eventbus.Message
import io.vertx.core.eventbus.ReplyException
import io.vertx.core.json.DecodeException
import io.vertx.core.json.JsonArray
import io.vertx.core.json.JsonObject
import io.vertx.kotlin.coroutines.CoroutineEventBusSupport
import io.vertx.kotlin.coroutines.CoroutineVerticle
import io.vertx.kotlin.coroutines.coAwait
import kotlinx.coroutines.delay
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import org.slf4j.LoggerFactory
import kotlin.time.Duration.Companion.seconds

/**
 * A mempool that all validators of a network share.
 *
 * A submitted transaction goes to every connected peer as a `MempoolDirectSend`. Direct sends are
 * not acknowledged, so a node also sends the RPC `MempoolSync` to each peer when it connects, and
 * to all peers every few seconds. It uses the network only over the event bus.
 */
class MempoolVerticle(
    private val name: String,
    private val network: JsonObject,
    capacity: Int = DEFAULT_CAPACITY,
) : CoroutineVerticle(), CoroutineEventBusSupport {

    private val bus = EventBusAddresses.of(name)
    private val pool = Mempool(capacity)

    override suspend fun start() {
        serve(SPREAD, "direct-send") { message -> take(text(message.body())) }
        serve(SYNC, "rpc") { message -> message.reply(missing(message.body())) }
        serve(SUBMIT, "rpc") { message -> message.reply(submitted(message.body()).toBuffer()) }
        vertx.eventBus().coConsumer<Any>(submitAddress(name)) { message -> submit(message) }
        vertx.eventBus().coConsumer<Any>(stateAddress(name)) { message -> message.reply(state()) }
        vertx.eventBus().coConsumer<JsonObject>(bus.events()) { message ->
            if (message.body().getString("type") == "new-peer") {
                sync(message.body().getString("peer"))
            }
        }
        // Deployed last, so that no message arrives before its consumer.
        val options = network.copy().put("name", name).put("protocols", protocols())
        vertx.deployVerticle(DiemNetVerticle(), DeploymentOptions().setConfig(options)).coAwait()
        launch { syncAgainAndAgain() }
    }

    private fun serve(protocol: String, kind: String, handler: suspend (Message<Buffer>) -> Unit) {
        vertx.eventBus().coConsumer<Buffer>(bus.inbound(protocol)) { message ->
            if (message.headers()["kind"] == kind) {
                handler(message)
            } else {
                message.fail(NOT_SUPPORTED, "$protocol is not for $kind")
            }
        }
    }

    /**
     * Accepts a transaction of this process: a Buffer, String or JSON. Returns the id in the same
     * form.
     */
    private suspend fun submit(message: Message<Any>) {
        try {
            when (val body = message.body()) {
                is Buffer -> message.reply(Buffer.buffer(submit(text(body))))
                is String -> message.reply(submit(body))
                is JsonObject -> message.reply(JsonObject().put("id", submit(text(body))))
                else -> throw RefusedException("a transaction is a Buffer, a String, or JSON {transaction}")
            }
        } catch (refused: RefusedException) {
            message.fail(INVALID_REQUEST, refused.message)
        }
    }

    /**
     * Accepts a transaction of a peer. An RPC has no error response, so a refusal is a response
     * too.
     */
    private suspend fun submitted(transaction: Buffer): JsonObject =
        try {
            JsonObject().put("id", submit(text(transaction)))
        } catch (refused: RefusedException) {
            JsonObject().put("refused", refused.message)
        }

    private suspend fun submit(transaction: String): String {
        if (pool.add(transaction)) {
            spread(transaction)
        }
        return Mempool.idOf(transaction)
    }

    private suspend fun spread(transaction: String) {
        val toAll = DeliveryOptions().addHeader("peer", "*").addHeader("protocol", SPREAD)
        try {
            val report = vertx.eventBus()
                .request<JsonObject>(bus.directSend(), Buffer.buffer(transaction), toAll).coAwait().body()
            report.getJsonObject("failed").forEach { (peer, why) -> log.info("$name: not sent to $peer: $why") }
        } catch (failure: ReplyException) {
            log.info("$name: not sent: ${failure.message}")
        }
    }

    private suspend fun syncAgainAndAgain() {
        while (coroutineContext.isActive) {
            delay(SYNC_INTERVAL)
            try {
                val peers = vertx.eventBus().request<JsonArray>(bus.peers(), null).coAwait().body()
                peers.forEach { sync((it as JsonObject).getString("peer")) }
            } catch (ending: ReplyException) {
                log.debug("{}: {}", name, ending.message)
            }
        }
    }

    /** Fetches the transactions of a peer that this node lacks. */
    private suspend fun sync(peer: String) {
        val to = DeliveryOptions().addHeader("peer", peer).addHeader("protocol", SYNC)
        val mine = JsonArray(pool.ids().toList()).toBuffer()
        try {
            val theirs = vertx.eventBus().request<Buffer>(bus.rpc(), mine, to).coAwait().body()
            texts(theirs).forEach(::take)
        } catch (failure: ReplyException) {
            log.info("$name: no answer from $peer, which is asked again: ${failure.message}")
        } catch (malformed: RefusedException) {
            log.info("$name: $peer: ${malformed.message}")
        }
    }

    private fun missing(ids: Buffer): Buffer = JsonArray(pool.missingFrom(texts(ids).toSet())).toBuffer()

    /** Accepts a transaction of a peer that has already spread it. */
    private fun take(transaction: String) {
        try {
            pool.add(transaction)
        } catch (refused: RefusedException) {
            log.debug("{}: {}", name, refused.message)
        }
    }

    private fun state() =
        JsonObject().put("network", name).put("transactions", pool.size).put("hash", pool.hash())

    companion object {
        const val DEFAULT_CAPACITY = 1000

        const val SYNC = "MempoolSync"
        const val SUBMIT = "MempoolSubmit"

        private val SPREAD = ProtocolId.MEMPOOL_DIRECT_SEND.name()
        private const val INVALID_REQUEST = 400
        private const val NOT_SUPPORTED = 501
        private val SYNC_INTERVAL = 5.seconds
        private val log = LoggerFactory.getLogger(MempoolVerticle::class.java)

        /** Accepts a transaction and answers its id. */
        fun submitAddress(network: String) = "mempool.$network.submit"

        /** Answers `{network, transactions, hash}` to every message. */
        fun stateAddress(network: String) = "mempool.$network.state"

        internal fun protocols() = JsonArray()
            .add(JsonObject().put("name", SYNC).put("id", 33))
            .add(JsonObject().put("name", SUBMIT).put("id", 34))

        private fun text(payload: Buffer): String =
            try {
                payload.bytes.decodeToString(throwOnInvalidSequence = true)
            } catch (_: CharacterCodingException) {
                throw RefusedException("a transaction is text in UTF-8")
            }

        private fun text(json: JsonObject): String = json.getValue("transaction") as? String
            ?: throw RefusedException("a field transaction, a text, is missing")

        /** Parses a list of texts of a peer. */
        private fun texts(payload: Buffer): List<String> =
            try {
                JsonArray(payload).map { it as? String ?: throw RefusedException("not a list of texts") }
            } catch (_: DecodeException) {
                throw RefusedException("not a list of texts")
            }
    }
}
