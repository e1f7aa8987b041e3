package io.diemnet.examples.mempool

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import java.io.File
import java.util.concurrent.BlockingQueue
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

/** The mempool in a process of its own, with the lines and the commands that the pages give. */
class ReadmeCommandsTest {

    @Test
    fun `the lines typed, and what JavaScript submits, reach all four validators`() {
        val page = File(NodeJs.root, "examples-kotlin/README.md").readText()
        val typed = assertNotNull(LINES.find(page)).trim().lines()
        assertThat(typed.last()).isEqualTo("quit")
        Mempool().use { mempool ->
            val bridge = mempool.await(Regex("from other languages, at (\\S+):"))

            typed.dropLast(1).forEach(mempool::type)
            mempool.await(Regex("(validator-3  2 transactions)"))
            mempool.await(Regex("(all that run hold the same set)"))

            for (readme in listOf("examples-kotlin/README.md", "examples-js/README.md")) {
                val command = assertNotNull(SUBMIT.find(File(NodeJs.root, readme).readText()))
                val (status, output) = NodeJs.run(*words(command.replace("127.0.0.1:7000", bridge)))
                assertThat(output).`as`(readme).contains("took ")
                assertThat(status).`as`(output).isZero()
            }
            mempool.type("show")
            for (i in 0..3) {
                mempool.await(Regex("(validator-$i  3 transactions)"))
            }
            mempool.await(Regex("(all that run hold the same set)"))

            mempool.type("quit")
            assertThat(mempool.ended()).isZero()
        }
    }

    /** What the profile `mempool` runs. */
    private class Mempool : AutoCloseable {

        private val process = ProcessBuilder(
            File(System.getProperty("java.home"), "bin/java").path,
            "-cp",
            System.getProperty("java.class.path"),
            "-Dmempool.port=0",
            MAIN.find(File(NodeJs.root, "examples-kotlin/pom.xml").readText())!!.groupValues[1],
        ).redirectErrorStream(true).start()
        private val typed = process.outputWriter()
        private val lines: BlockingQueue<String> = LinkedBlockingQueue()

        init {
            thread(isDaemon = true) { process.inputReader().forEachLine(lines::add) }
        }

        fun type(line: String) {
            typed.write(line)
            typed.newLine()
            typed.flush()
        }

        /** The group of the first line from here on that has the pattern. */
        fun await(pattern: Regex): String {
            val seen = mutableListOf<String>()
            while (true) {
                val line = lines.poll(90, TimeUnit.SECONDS)
                assertThat(line).`as`("%s after %s", pattern, seen).isNotNull()
                seen += line
                pattern.find(line)?.let { return it.groupValues[1] }
            }
        }

        fun ended(): Int {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue()
            return process.exitValue()
        }

        override fun close() {
            process.destroyForcibly()
        }
    }

    companion object {

        private val MAIN = Regex("<mainClass>(.*)</mainClass>")
        private val LINES = Regex("line by line:\\s+```\n(.*?)```", RegexOption.DOT_MATCHES_ALL)
        private val SUBMIT = Regex("node (examples-js/examples/submit-transaction\\.mjs .*)")

        @BeforeAll
        @JvmStatic
        fun requireNode() = NodeJs.require()

        private fun assertNotNull(match: MatchResult?): String {
            assertThat(match).isNotNull()
            return match!!.groupValues[1]
        }

        /** As a shell takes them apart. */
        private fun words(command: String): Array<String> =
            Regex("\"([^\"]*)\"|(\\S+)").findAll(command)
                .map { it.groupValues[1].ifEmpty { it.groupValues[2] } }
                .toList()
                .toTypedArray()
    }
}
