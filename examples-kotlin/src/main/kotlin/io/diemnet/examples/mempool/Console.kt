package io.diemnet.examples.mempool

import io.vertx.core.eventbus.ReplyException
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration.Companion.seconds

/** Runs the commands that the user types. */
class Console(private val validators: Validators) {

    suspend fun run(line: String): String {
        val words = line.trim().split(Regex("\\s+"), limit = 3)
        val validator = words.getOrNull(1)?.toIntOrNull()?.takeIf { it in validators.indices }
        return when {
            words[0] == "show" -> show()
            validator == null -> HELP
            words[0] == "submit" && words.size == 3 -> submit(validator, words[2])
            words[0] == "stop" -> stop(validator)
            words[0] == "start" -> start(validator)
            else -> HELP
        }
    }

    private suspend fun submit(validator: Int, transaction: String): String {
        if (validator !in validators.running) {
            return "${validators.name(validator)} is stopped"
        }
        return try {
            "${validators.name(validator)} took ${validators.submit(validator, transaction)}"
        } catch (refused: ReplyException) {
            "${validators.name(validator)} refused it: ${refused.message}"
        }
    }

    private suspend fun stop(validator: Int): String {
        if (validator !in validators.running) {
            return "${validators.name(validator)} is stopped already"
        }
        validators.stop(validator)
        return "${validators.name(validator)} is stopped and has forgotten its transactions"
    }

    private suspend fun start(validator: Int): String {
        if (validator in validators.running) {
            return "${validators.name(validator)} runs already"
        }
        validators.start(validator)
        return "${validators.name(validator)} runs, and fetches what it missed"
    }

    /** Prints a line for each node when they agree, or after a time-out. */
    private suspend fun show(): String {
        withTimeoutOrNull(PATIENCE) {
            while (!validators.agree()) {
                delay(20)
            }
        }
        val lines = validators.indices.map { i ->
            if (i in validators.running) {
                val state = validators.state(i)
                val count = state.getInteger("transactions")
                "${validators.name(i)}  $count transaction${if (count == 1) "" else "s"}  set ${state.getString("hash")}"
            } else {
                "${validators.name(i)}  stopped"
            }
        }
        val verdict = if (validators.agree()) "all that run hold the same set" else "they do not agree yet"
        return (lines + verdict).joinToString("\n")
    }

    companion object {
        private val PATIENCE = 10.seconds

        const val HELP = "submit <validator> <text>, stop <validator>, start <validator>, show, quit"
    }
}
