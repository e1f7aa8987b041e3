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
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import java.io.File
import java.io.IOException
import kotlin.time.Duration.Companion.seconds

/** The JavaScript example, over a bridge to the mempool. */
class SubmitFromJavaScriptTest {

    @Test
    fun `what JavaScript submits is held by all validators`() {
        val vertx = Vertx.vertx()
        try {
            runBlocking(vertx.dispatcher()) {
                withTimeout(90.seconds) {
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
            node("examples-js/examples/submit-transaction.mjs", bridge, *transactions)
        }

    companion object {

        @BeforeAll
        @JvmStatic
        fun requireNode() {
            val there = try {
                node("--version").first == 0
            } catch (_: IOException) {
                false
            }
            if (System.getenv("DIEMNET_REQUIRE_NODE") == "true") {
                assertThat(there).`as`("Node.js is there, as DIEMNET_REQUIRE_NODE says").isTrue()
            }
            assumeTrue(there, "there is no Node.js here")
        }

        private fun node(vararg arguments: String): Pair<Int, String> {
            val process = ProcessBuilder("node", *arguments)
                .directory(File(System.getProperty("diemnet.root")))
                .redirectErrorStream(true)
                .start()
            val output = process.inputStream.bufferedReader().readText()
            return process.waitFor() to output
        }
    }
}
