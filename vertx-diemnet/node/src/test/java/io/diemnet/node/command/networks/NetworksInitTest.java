package io.diemnet.node.command.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.config.ConfigLoader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class NetworksInitTest {

  @TempDir Path dir;

  private final StringWriter err = new StringWriter();

  private int init(String... arguments) {
    return new CommandLine(new InitCommand())
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println(failure.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  @Test
  void every_file_of_the_three_networks_is_valid_and_keys_are_private() throws Exception {
    Path out = dir.resolve("net");

    assertThat(init("--validators", "2", "--full-nodes", "--out", out.toString())).isZero();

    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "validator-0.hex",
              "validator-1.hex",
              "full-node-0.hex",
              "full-node-1.hex",
              "validator-0.yaml",
              "validator-1.yaml",
              "full-node-0.yaml",
              "full-node-1.yaml",
              "peers.yaml",
              "public-peers.yaml",
              "run.sh");
    }
    for (String node : List.of("validator-0", "validator-1", "full-node-0", "full-node-1")) {
      assertThat(ConfigLoader.load(out.resolve(node + ".yaml"), Map.of()).networks()).hasSize(2);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(out.resolve(node + ".hex"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void a_directory_with_files_is_left_as_it_is() throws Exception {
    Files.writeString(dir.resolve("mine"), "mine");

    assertThat(init("--out", dir.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("is not empty");
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).hasSize(1);
    }
  }
}
