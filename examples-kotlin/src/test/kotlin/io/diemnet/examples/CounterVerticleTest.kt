package io.diemnet.examples

import io.vertx.core.Vertx
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.dispatcher
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import kotlin.time.Duration.Companion.seconds

class CounterVerticleTest {

    @Test
    fun `a node adds up its own counter and those of its peers over the network`() {
        val vertx = Vertx.vertx()
        try {
            runBlocking(vertx.dispatcher()) {
                withTimeout(180.seconds) {
                    val (first, second) = startCounters(vertx, 2)

                    assertThat(vertx.askCounter(first, "add 3")).isEqualTo(3)
                    assertThat(vertx.askCounter(second, "add 4")).isEqualTo(4)
                    assertThat(vertx.askCounter(second, "add 5")).isEqualTo(9)

                    assertThat(vertx.askCounter(first, "total")).isEqualTo(3)
                    assertThat(vertx.askCounter(first, "sum")).isEqualTo(12)
                    assertThat(vertx.askCounter(second, "sum")).isEqualTo(12)
                }
            }
        } finally {
            runBlocking { vertx.close().coAwait() }
        }
    }
}
