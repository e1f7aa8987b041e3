package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the code formats does not depend on the language of the machine. */
class LocaleTest {

  private static final Pattern WITHOUT_LOCALE =
      Pattern.compile(
          "(String\\.format|printf)\\(\\s*(?!Locale\\.ROOT)\\S|\\.formatted\\("
              + "|to(Lower|Upper)Case\\(\\)|new DecimalFormat\\([^,]*\\)");

  @Test
  void nothing_is_formatted_without_a_locale() throws IOException {
    Path root = Path.of(System.getProperty("diemnet.root", ".."));
    for (String module : List.of("vertx-diemnet", "vertx-diemnet/node")) {
      try (Stream<Path> sources = Files.walk(root.resolve(module).resolve("src/main/java"))) {
        assertThat(sources.filter(file -> file.toString().endsWith(".java")))
            .isNotEmpty()
            .allSatisfy(file -> assertThat(found(file)).as(file.toString()).isEmpty());
      }
    }
  }

  private static List<String> found(Path file) {
    try {
      return WITHOUT_LOCALE
          .matcher(Files.readString(file))
          .results()
          .map(MatchResult::group)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
