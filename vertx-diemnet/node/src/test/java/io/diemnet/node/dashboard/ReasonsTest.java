package io.diemnet.node.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard explains the reasons that the page for operators explains. */
class ReasonsTest {

  private static final Path ROOT = Path.of(System.getProperty("diemnet.root"));

  private static Set<String> all(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void each_reason_of_a_failed_connection_has_words() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/operations.md"));
    int begin = page.indexOf("## Why there is no connection");
    String table = page.substring(begin, page.indexOf("\n## ", begin + 1));
    Set<String> documented = all(Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE), table);

    try (var file = Dashboard.class.getResourceAsStream("/webroot/dashboard/reasons.js")) {
      Set<String> explained =
          all(
              Pattern.compile("^ {2}'?([a-z-]+)'?: ", Pattern.MULTILINE),
              new String(file.readAllBytes(), UTF_8));
      assertThat(documented).hasSizeGreaterThan(20);
      assertThat(explained).isEqualTo(documented);
    }
  }
}
