package io.diemnet.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that {@code docs/operations.md} begins with is one that a node takes. */
class OperationsPageTest {

  private static final Pattern YAML =
      Pattern.compile("^```yaml\n(networks:\n.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir Path dir;

  @Test
  void the_configurations_of_the_page_have_no_mistake() throws Exception {
    Path page = Path.of(System.getProperty("diemnet.root", "../..")).resolve("docs/operations.md");
    List<String> configurations =
        YAML.matcher(Files.readString(page)).results().map(block -> block.group(1)).toList();
    assertThat(configurations).isNotEmpty();
    Files.createFile(
        dir.resolve("validator.hex"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        dir.resolve("validator.hex"), HexFormat.of().formatHex(PrivateKey.generate().toBytes()));
    for (String configuration : configurations) {
      Path file = Files.writeString(dir.resolve("node.yaml"), configuration);
      NodeConfig config = ConfigLoader.load(file, Map.of());
      new DiemNetOptions(config.networks().get(0))
          .getSeeds()
          .forEach(
              (peer, seed) ->
                  assertThat(PeerId.fromPublicKey(seed.addresses().get(0).noiseKey()))
                      .isEqualTo(peer));
    }
  }
}
