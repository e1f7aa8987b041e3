package io.diemnet.examples.mempool

import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

class MempoolTest {

    @Test
    fun `the same transaction is taken once`() {
        val pool = Mempool(10)

        assertThat(pool.add("a")).isTrue()
        assertThat(pool.add("a")).isFalse()
        assertThat(pool.size).isEqualTo(1)
    }

    @Test
    fun `gives what another one lacks`() {
        val pool = Mempool(10)
        listOf("a", "b", "c").forEach(pool::add)

        assertThat(pool.missingFrom(setOf(Mempool.idOf("b")))).containsExactlyInAnyOrder("a", "c")
    }

    @Test
    fun `full pools hold the same set in whatever order it came`() {
        val transactions = List(50) { "transaction $it" }
        val pools = List(5) { Mempool(8) }

        for ((i, pool) in pools.withIndex()) {
            var refused = 0
            for (transaction in transactions.shuffled(kotlin.random.Random(i))) {
                try {
                    pool.add(transaction)
                } catch (_: RefusedException) {
                    refused++
                }
            }
            assertThat(pool.size).isEqualTo(8)
            assertThat(refused).isPositive()
        }

        assertThat(pools.map { it.hash() }.distinct()).hasSize(1)
        assertThat(pools[0].ids()).isEqualTo(transactions.map(Mempool::idOf).sorted().take(8).toSet())
    }

    @Test
    fun `refuses in words what is empty or too long`() {
        val pool = Mempool(10)

        assertThatThrownBy { pool.add("") }.isInstanceOf(RefusedException::class.java)
        assertThatThrownBy { pool.add("é".repeat(Mempool.MAX_BYTES / 2 + 1)) }
            .hasMessage("a transaction has 1 to 1024 bytes, not 1026")
        assertThat(pool.add("é".repeat(Mempool.MAX_BYTES / 2))).isTrue()
    }
}
