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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configurations that the documentation shows are ones that a node takes. */
class OperationsPageTest {

  private static final Pattern YAML =
      Pattern.compile("^```yaml\n(networks:\n.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"operations.md", "networks.md", "cluster.md"})
  void the_configurations_of_the_page_have_no_mistake(String name) throws Exception {
    Path page = Path.of(System.getProperty("diemnet.root", "../..")).resolve("docs").resolve(name);
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
      config
          .networks()
          .forEach(
              network ->
                  new DiemNetOptions(network)
                      .getSeeds()
                      .forEach(
                          (peer, seed) ->
                              assertThat(PeerId.fromPublicKey(seed.addresses().get(0).noiseKey()))
                                  .isEqualTo(peer)));
    }
  }
}
