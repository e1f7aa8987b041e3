package io.diemnet.examples.mempool

import io.vertx.core.Vertx
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.dispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import kotlin.time.Duration.Companion.seconds

/** The JavaScript example, over a bridge to the mempool. */
class SubmitFromJavaScriptTest {

    @Test
    fun `what JavaScript submits is held by all validators`() {
        val vertx = Vertx.vertx()
        try {
            runBlocking(vertx.dispatcher()) {
                withTimeout(180.seconds) {
                    val validators = Validators(vertx, 3)
                    validators.indices.forEach { validators.start(it) }
                    val bridge = validators.openBridges(0).tcpAddress()

                    val (status, output) = submit(bridge, "hello from JavaScript", "second")
                    assertThat(output)
                        .contains("took ${Mempool.idOf("hello from JavaScript")}")
                        .contains("took ${Mempool.idOf("second")}")
                    assertThat(status).isZero()
                    while (validators.indices.any { validators.state(it).getInteger("transactions") != 2 }) {
                        delay(20)
                    }
                    assertThat(Console(validators).run("show")).endsWith("all that run hold the same set")

                    val (refused, reason) = submit(bridge, "x".repeat(2000))
                    assertThat(reason).contains("refused it: a transaction has 1 to 1024 bytes, not 2000")
                    assertThat(refused).isEqualTo(1)
                }
            }
        } finally {
            runBlocking { vertx.close().coAwait() }
        }
    }

    private suspend fun submit(bridge: String, vararg transactions: String): Pair<Int, String> =
        withContext(Dispatchers.IO) {
            NodeJs.run("examples-js/examples/submit-transaction.mjs", bridge, *transactions)
        }

    companion object {

        @BeforeAll
        @JvmStatic
        fun requireNode() = NodeJs.require()
    }
}
