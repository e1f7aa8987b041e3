package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/bridges.md shows for a language with nothing but a socket and JSON. */
class BridgeFromPythonTest {

  private static final Pattern SNIPPET = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

  @TempDir Path dir;

  @Test
  void the_snippet_calls_a_validator_and_serves_the_others() throws Exception {
    requirePython();
    Matcher snippet =
        SNIPPET.matcher(
            Files.readString(Path.of(System.getProperty("diemnet.root"), "docs", "bridges.md")));
    assertThat(snippet.find()).isTrue();
    Path script = Files.writeString(dir.resolve("snippet.py"), snippet.group(1));
    try (NodeProcess demo = NodeProcess.start(dir, "demo", "--validators", "3")) {
      demo.awaitOut(line -> line.contains("The network keeps running"));
      String bridge =
          demo.awaitOut(line -> line.contains("TCP and JSON")).replaceFirst(".*JSON +", "");

      Process python = python(script.toString(), bridge);
      assertThat(python.waitFor(90, TimeUnit.SECONDS)).isTrue();

      String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.exitValue()).as(output).isZero();
      assertThat(output)
          .contains("validator-1 says Round 7.")
          .contains("called with ping from validator-1")
          .contains("called with ping from validator-2");
      demo.awaitOut(line -> line.contains("validator-2 calls ping-pong at validator-0: \"pong"));
    }
  }

  private static void requirePython() throws Exception {
    boolean there;
    try {
      there = python("--version").waitFor() == 0;
    } catch (IOException missing) {
      there = false;
    }
    if ("true".equals(System.getenv("TESTS_REQUIRE_PYTHON"))) {
      assertThat(there).as("python3 is there, as TESTS_REQUIRE_PYTHON says").isTrue();
    }
    assumeTrue(there, "there is no python3 here");
  }

  private static Process python(String... arguments) throws IOException {
    ProcessBuilder python = new ProcessBuilder("python3").redirectErrorStream(true);
    python.command().addAll(List.of(arguments));
    return python.start();
  }
}
