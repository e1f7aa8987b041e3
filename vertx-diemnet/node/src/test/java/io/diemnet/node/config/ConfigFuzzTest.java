package io.diemnet.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** A target for Jazzer: configuration files. */
@Tag("fuzz")
class ConfigFuzzTest {

  private static final Path FOLDER = folder();

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("diemnet-fuzz");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void configuration(byte[] input) throws IOException {
    for (String name : new String[] {"node.yaml", "node.json"}) {
      Path file = FOLDER.resolve(name);
      Files.write(file, input);
      try {
        assertThat(ConfigLoader.load(file, Map.of()).networks()).isNotEmpty();
      } catch (ConfigException refused) {
        assertThat(refused.mistakes()).isNotEmpty();
      } finally {
        Files.delete(file);
      }
    }
  }
}
