package io.diemnet.examples.modular;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test runs the application in a process of its own. */
class ModulePathTest {

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void a_modular_application_starts_with_what_the_library_brings() throws Exception {
    String path = path("without-metrics.txt");
    assertThat(path).doesNotContain("micrometer", "vertx-web", "codegen");
    assertThat(run("-p", path, "-m", "io.diemnet.examples.modular/" + Application.class.getName()))
        .contains("answer: hello", "methods: ");
  }

  @Test
  void an_application_on_the_class_path_starts_with_what_the_library_brings() throws Exception {
    assertThat(run("-cp", path("without-metrics.txt"), Application.class.getName()))
        .contains("answer: hello", "methods: ");
  }

  @Test
  void a_modular_application_with_metrics_finds_the_meters_of_its_networks() throws Exception {
    assertThat(
            run(
                "-p",
                path("with-metrics.txt"),
                "--add-modules",
                "io.vertx.metrics.micrometer",
                "-m",
                "io.diemnet.examples.modular/" + MeasuredApplication.class.getName()))
        .contains("answer: hello", "calls: 1.0", "own: 0.0");
  }

  @Test
  void the_library_carries_its_license() throws Exception {
    try (InputStream license = DiemNet.class.getResourceAsStream("/META-INF/LICENSE")) {
      assertThat(license).isNotNull();
      assertThat(new String(license.readAllBytes(), StandardCharsets.UTF_8))
          .contains("Apache License", "Version 2.0");
    }
  }

  private static String path(String file) throws IOException {
    return TARGET.resolve("classes")
        + File.pathSeparator
        + Files.readString(TARGET.resolve(file)).strip();
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Process application =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = application.waitFor(90, TimeUnit.SECONDS);
      String told = Files.readString(output);
      assertThat(ended).as(told).isTrue();
      assertThat(application.exitValue()).as(told).isZero();
      return told;
    } finally {
      application.destroyForcibly();
    }
  }
}
