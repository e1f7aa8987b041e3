package io.diemnet.examples.mempool

import java.security.MessageDigest
import java.util.HexFormat
import java.util.TreeMap

/** The reason for which a transaction is refused, as a message for its sender. */
class RefusedException(message: String) : Exception(message)

/**
 * A bounded set of transactions. One owner, no I/O.
 *
 * A transaction is a text. Its id is the SHA-256 of its UTF-8 bytes in hex. A full pool keeps the
 * transactions with the smallest ids. These are the same on every node for any order of arrival,
 * so full pools agree too.
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
     * @return whether it is new
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

    /** Returns the transactions that are not in the list of ids. */
    fun missingFrom(ids: Set<String>): List<String> = transactions.filterKeys { it !in ids }.values.toList()

    /** Returns a hash of the set: the start of the SHA-256 of all ids. */
    fun hash(): String = sha256(transactions.keys.joinToString("").encodeToByteArray()).take(16)

    companion object {
        const val MAX_BYTES = 1024

        fun idOf(transaction: String): String = sha256(transaction.encodeToByteArray())

        private fun sha256(bytes: ByteArray): String =
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
    }
}
