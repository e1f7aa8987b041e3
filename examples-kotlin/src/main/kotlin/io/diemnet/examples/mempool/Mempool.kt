package io.diemnet.examples.mempool

import java.security.MessageDigest
import java.util.HexFormat
import java.util.TreeMap

/** Why a transaction is not taken, in words for whoever submitted it. */
class RefusedException(message: String) : Exception(message)

/**
 * A bounded set of transactions. One owner, no I/O.
 *
 * A transaction is a text; its id is the SHA-256 of its UTF-8 bytes in hex. Of more transactions
 * than there is room for, those with the smallest ids stay: the same ones on every node, in
 * whatever order they arrive, so that full pools agree too.
 */
class Mempool(private val capacity: Int) {

    private val transactions = TreeMap<String, String>()

    init {
        require(capacity > 0) { "a mempool holds at least one transaction" }
    }

    val size get() = transactions.size

    fun ids(): Set<String> = transactions.keys.toSet()

    /**
     * Adds a transaction.
     *
     * @return whether it is new here
     * @throws RefusedException if it is empty, too long, or there is no room for it
     */
    fun add(transaction: String): Boolean {
        val bytes = transaction.encodeToByteArray()
        if (bytes.isEmpty() || bytes.size > MAX_BYTES) {
            throw RefusedException("a transaction has 1 to $MAX_BYTES bytes, not ${bytes.size}")
        }
        val id = idOf(transaction)
        if (id in transactions) {
            return false
        }
        if (transactions.size == capacity) {
            if (id > transactions.lastKey()) {
                throw RefusedException("the mempool is full with $capacity transactions of smaller ids")
            }
            transactions.pollLastEntry()
        }
        transactions[id] = transaction
        return true
    }

    /** The transactions that somebody who has these ids lacks. */
    fun missingFrom(ids: Set<String>): List<String> = transactions.filterKeys { it !in ids }.values.toList()

    /** The same for the same set: the start of the SHA-256 of all ids. */
    fun hash(): String = sha256(transactions.keys.joinToString("").encodeToByteArray()).take(16)

    companion object {
        const val MAX_BYTES = 1024

        fun idOf(transaction: String): String = sha256(transaction.encodeToByteArray())

        private fun sha256(bytes: ByteArray): String =
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
    }
}
