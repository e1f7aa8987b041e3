package io.diemnet.examples.mempool

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Assumptions.assumeTrue
import java.io.File
import java.io.IOException

/** Node.js, with the arguments that a page gives in the project's root. */
internal object NodeJs {

    val root = File(System.getProperty("diemnet.root"))

    /** Skips the tests that need it where it is not there, or fails them where the environment says that it is. */
    fun require() {
        val there = try {
            run("--version").first == 0
        } catch (_: IOException) {
            false
        }
        if (System.getenv("TESTS_REQUIRE_NODE") == "true") {
            assertThat(there).`as`("Node.js is there, as TESTS_REQUIRE_NODE says").isTrue()
        }
        assumeTrue(there, "there is no Node.js here")
    }

    /** Its exit status and all that it printed. */
    fun run(vararg arguments: String): Pair<Int, String> {
        val process = ProcessBuilder("node", *arguments)
            .directory(root)
            .redirectErrorStream(true)
            .start()
        val output = process.inputStream.bufferedReader().readText()
        return process.waitFor() to output
    }
}
