package io.diemnet.vertx.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseClientOptions;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VertxVersionTest {

  @Test
  void an_older_line_is_refused_and_the_same_or_a_newer_one_is_not() {
    assertThat(VertxVersion.refusal("5.0.12", "5.1", "file:/vertx-core-5.0.12.jar"))
        .contains("needs Vert.x 5.1 or newer", "runs on Vert.x 5.0.12", "vertx-core-5.0.12.jar");
    assertThat(VertxVersion.refusal("4.5.14", "5.0", "x")).contains("5.0", "4.5.14");
    assertThat(VertxVersion.refusal("5.1.0", "5.1", "x")).isNull();
    assertThat(VertxVersion.refusal("5.1.6-SNAPSHOT", "5.1", "x")).isNull();
    assertThat(VertxVersion.refusal("5.10.0", "5.9", "x")).isNull();
    assertThat(VertxVersion.refusal("6.0.0.CR1", "5.1", "x")).isNull();
    assertThat(VertxVersion.refusal(null, "5.1", "x")).isNull();
    assertThat(VertxVersion.refusal("unknown", "5.1", "x")).isNull();
  }

  @Test
  void the_vertx_of_this_build_is_recent_enough() {
    assertThatCode(VertxVersion::check).doesNotThrowAnyException();
  }

  /** The version file of an older Vert.x in front of the class path, in a process of its own. */
  @Test
  void an_application_that_brings_an_older_vertx_is_told_so_at_each_entry(@TempDir Path older)
      throws Exception {
    Path file = older.resolve(VertxVersion.VERSION_FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "4.5.14");
    Path output = older.resolve("output.txt");
    Process application =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                older + File.pathSeparator + System.getProperty("java.class.path"),
                Application.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String told = Files.readString(output, StandardCharsets.UTF_8);
      for (String entry : new String[] {"DiemNet", "DiemNetClient", "NoiseServer", "NoiseClient"}) {
        assertThat(told)
            .containsPattern(entry + ": this build of vertx-diemnet needs Vert.x 5\\.\\d or newer")
            .contains("the application runs on Vert.x 4.5.14 (file:" + older);
      }
    } finally {
      application.destroyForcibly();
    }
  }

  /** Creates one of each and prints what it is told. */
  static final class Application {

    private Application() {}

    public static void main(String[] args) {
      Vertx vertx = Vertx.vertx();
      PrivateKey key = PrivateKey.generate();
      tell("DiemNet", () -> DiemNet.create(vertx, new DiemNetOptions()));
      tell("DiemNetClient", () -> DiemNetClient.create(vertx, "validator"));
      tell(
          "NoiseServer",
          () -> NoiseServer.create(vertx, new NoiseServerOptions().setPrivateKey(key)));
      tell(
          "NoiseClient",
          () -> NoiseClient.create(vertx, new NoiseClientOptions().setPrivateKey(key)));
      vertx.close().await();
    }

    @SuppressWarnings("SystemOut")
    private static void tell(String entry, Callable<?> create) {
      try {
        create.call();
        System.out.println(entry + ": created");
      } catch (Exception refused) {
        System.out.println(entry + ": " + refused.getMessage());
      }
    }
  }
}
