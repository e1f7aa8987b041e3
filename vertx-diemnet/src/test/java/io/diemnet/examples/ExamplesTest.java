package io.diemnet.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.junit5.ValidatorNetwork;
import io.diemnet.vertx.junit5.ValidatorNetworkOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

  private static final Path ROOT = Path.of(System.getProperty("diemnet.root", ".."));
  private static final Path EXAMPLES =
      ROOT.resolve("vertx-diemnet/src/test/java/io/diemnet/examples");

  /** A block of Java, and whether it says which file it is from: then that is checked elsewhere. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "(<!-- snippet:[^\n]*\\s*)?^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static String withoutSpaces(String text) {
    return text.replaceAll("\\s", "");
  }

  @Test
  void every_block_of_java_in_the_pages_stands_in_an_example() throws IOException {
    StringBuilder examples = new StringBuilder();
    for (Path source : files(EXAMPLES, "Examples.java")) {
      examples.append(withoutSpaces(Files.readString(source)));
    }
    List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
    pages.add(ROOT.resolve("README.md"));
    int blocks = 0;
    for (Path page : pages) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        if (block.group(1) == null) {
          assertThat(examples.indexOf(withoutSpaces(block.group(2))) >= 0)
              .as("%s shows what no method in %s does:%n%s", page, EXAMPLES, block.group(2))
              .isTrue();
        }
        blocks++;
      }
    }
    assertThat(blocks).isGreaterThan(3);
  }

  @Test
  void the_page_of_the_event_bus_does_what_it_says() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      ValidatorNetwork network =
          await(
              ValidatorNetwork.start(
                  vertx,
                  new ValidatorNetworkOptions()
                      .setSize(2)
                      .setSetup(
                          (index, options) ->
                              options.setName(index == 0 ? "validator" : "other"))));
      DiemNet other = network.node(1);
      other.rpcHandler(
          ProtocolId.CONSENSUS_RPC, request -> Future.succeededFuture(Buffer.buffer("and back")));
      assertThat(
              await(EventBusExamples.request(vertx, network.peerId(1).toString()))
                  .body()
                  .toString())
          .isEqualTo("and back");

      EventBusExamples.consume(vertx);
      assertThat(
              await(other.rpc(network.peerId(0), ProtocolId.CONSENSUS_RPC, Buffer.buffer("hello")))
                  .toString())
          .isEqualTo(network.peerId(1) + " said hello");
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void the_example_of_the_readme_runs_as_printed(@TempDir Path dir) throws Exception {
    Matcher block =
        Pattern.compile("#two-nodes -->\\s*```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(block.find()).isTrue();
    Path source = Files.writeString(dir.resolve("TwoNodes.java"), block.group(1));
    Path out = dir.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(out)).contains("bob answers hello").doesNotContain("Exception");
    assertThat(process.exitValue()).isZero();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }
}
