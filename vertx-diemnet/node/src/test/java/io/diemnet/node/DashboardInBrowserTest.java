package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard in a real Chromium, which Node.js drives. The tests themselves are in {@code
 * src/test/browser}. Without Node.js, its playwright-core or Chromium they are skipped, or fail if
 * TESTS_REQUIRE_BROWSER is true.
 */
class DashboardInBrowserTest {

  private static final boolean REQUIRED = "true".equals(System.getenv("TESTS_REQUIRE_BROWSER"));
  private static final Path MODULE =
      Path.of(System.getProperty("diemnet.root"), "vertx-diemnet", "node");
  private static final Path FOLDER = MODULE.resolve("target/browser");
  private static final int LIMIT_SECONDS = 540;

  private static String chromium;
  private static boolean installed;

  @TempDir Path dir;

  @BeforeAll
  static void gather() throws Exception {
    copy(MODULE.resolve("src/test/browser"), FOLDER);
    copy(MODULE.resolve("src/main/resources/webroot/dashboard"), FOLDER.resolve("dashboard"));
  }

  @Test
  void the_page_makes_the_right_picture_of_what_the_node_says() throws Exception {
    requireNode();
    check(node(Map.of(), "model.test.mjs"));
  }

  @Test
  void the_page_shows_a_running_demo_and_sends_to_it() throws Exception {
    requireBrowser();
    try (NodeProcess demo = NodeProcess.start(dir, "demo")) {
      demo.awaitOut(line -> line.contains("The network keeps running"));
      String url =
          demo.awaitOut(line -> line.contains("http://"))
              .replaceFirst(".*(http://[0-9.:]+/).*", "$1");
      check(node(Map.of("TESTS_URL", url), "demo.test.mjs"));
      demo.interrupt();
      assertThat(demo.awaitExit()).as("%s", demo).isZero();
    }
  }

  @Test
  void the_page_follows_nodes_that_are_killed_and_come_back() throws Exception {
    requireBrowser();
    String command = new JsonArray(NodeProcess.command(List.of(), Main.class)).encode();
    check(node(Map.of("TESTS_NODE", command), "nodes.test.mjs"));
  }

  private static void requireNode() throws Exception {
    require(
        run(Map.of(), "node", "-e", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)")
                .status()
            == 0,
        "there is no Node.js here, 20 or newer");
  }

  private static void requireBrowser() throws Exception {
    requireNode();
    chromium = findChromium();
    require(chromium != null, "there is no Chromium here");
    if (installed) {
      return;
    }
    Run install =
        run(
            Map.of(),
            "npm",
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline");
    require(install.status() == 0, "playwright-core cannot be had from npm: " + install.output());
    installed = true;
  }

  private static void require(boolean there, String otherwise) {
    if (REQUIRED) {
      assertThat(there).as("as TESTS_REQUIRE_BROWSER says; but " + otherwise).isTrue();
    }
    assumeTrue(there, otherwise);
  }

  private static String findChromium() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  private static Run node(Map<String, String> environment, String test) throws Exception {
    return run(environment, "node", "--test", "--test-reporter=spec", test);
  }

  private static void check(Run run) {
    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).contains("fail 0").doesNotContain("pass 0");
  }

  private record Run(int status, String output) {}

  /** Runs a command in the folder of the tests, to its end. */
  private static Run run(Map<String, String> environment, String... command) throws Exception {
    Path output = Files.createTempFile(FOLDER, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    if (chromium != null) {
      builder.environment().put("TESTS_CHROMIUM", chromium);
    }
    Process process;
    try {
      process = builder.start();
    } catch (IOException missing) {
      return new Run(-1, missing.getMessage());
    }
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      return ended ? new Run(process.exitValue(), text) : new Run(-1, "no end in time: " + text);
    } finally {
      List<ProcessHandle> left = process.descendants().toList();
      process.destroyForcibly();
      left.forEach(ProcessHandle::destroyForcibly);
      Files.delete(output);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
