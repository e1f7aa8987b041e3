package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Code that the documentation shows is compiled and run: a line {@code <!-- snippet: <file>#<tag>
 * -->} in a page says that the block after it is what stands in that file, from the project's root,
 * between {@code // tag::<tag>[]} and {@code // end::<tag>[]}.
 */
class DocsSnippetsTest {

  private static final Path ROOT = Path.of(System.getProperty("diemnet.root", ".."));
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet: (\\S+)#(\\S+) -->\\s*```\\w*\n(.*?)```", Pattern.DOTALL);
  private static final Pattern MARK = Pattern.compile("<!-- snippet:");

  @TestFactory
  List<DynamicTest> a_page_shows_what_the_tests_run() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages) {
      String text = Files.exists(page) ? Files.readString(page) : "";
      Matcher snippet = SNIPPET.matcher(text);
      int found = 0;
      while (snippet.find()) {
        found++;
        String file = snippet.group(1);
        String tag = snippet.group(2);
        String shown = snippet.group(3).strip();
        tests.add(
            DynamicTest.dynamicTest(
                page.getFileName() + ": " + tag,
                () -> assertThat(shown).isEqualTo(region(ROOT.resolve(file), tag))));
      }
      long marks = MARK.matcher(text).results().count();
      assertThat((long) found)
          .as("snippets of %s that are followed by a block", page)
          .isEqualTo(marks);
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static String region(Path file, String tag) throws IOException {
    String text = Files.readString(file);
    int begin = text.indexOf("// tag::" + tag + "[]");
    int end = text.indexOf("// end::" + tag + "[]");
    assertThat(begin).as("%s has tag::%s", file, tag).isNotNegative();
    assertThat(end).isGreaterThan(begin);
    String region = text.substring(text.indexOf('\n', begin) + 1, text.lastIndexOf('\n', end));
    // What only JUnit and the compiler's checks need is not shown.
    return region
        .replaceAll("(?m)^ *@(Nested|SuppressWarnings\\(.*\\))\n", "")
        .stripTrailing()
        .stripIndent()
        .strip();
  }
}
