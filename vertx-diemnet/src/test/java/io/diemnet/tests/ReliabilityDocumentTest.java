package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** The pages that say which test shows what name tests that are there. */
class ReliabilityDocumentTest {

  private static final Path ROOT = Path.of(System.getProperty("diemnet.root", ".."));
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:#(\\w+))?`");

  @ParameterizedTest
  @CsvSource({"docs/reliability.md, 150", "docs/security.md, 80"})
  void every_test_that_a_page_names_exists(String page, int atLeast) throws Exception {
    List<MatchResult> named =
        NAMED.matcher(Files.readString(ROOT.resolve(page))).results().toList();
    List<String> missing = new ArrayList<>();
    for (MatchResult test : named) {
      if (!exists(test.group(1), test.group(2))) {
        missing.add(test.group());
      }
    }
    assertThat(named).hasSizeGreaterThan(atLeast);
    assertThat(missing).isEmpty();
  }

  private static boolean exists(String type, String method) throws Exception {
    Class<?> here = ofThisModule(type);
    return here == null ? ofTheNode(type, method) : method == null || declares(here, method);
  }

  /** With what it inherits, and only what JUnit or jqwik runs. */
  private static boolean declares(Class<?> type, String method) {
    return Stream.<Class<?>>iterate(type, each -> each != null, Class::getSuperclass)
        .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
        .filter(each -> each.getName().equals(method))
        .anyMatch(each -> AnnotationSupport.isAnnotated(each, Testable.class));
  }

  private static Class<?> ofThisModule(String type)
      throws IOException, URISyntaxException, ClassNotFoundException {
    ClassLoader loader = ReliabilityDocumentTest.class.getClassLoader();
    Path classes =
        Path.of(
            ReliabilityDocumentTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    Path file = find(classes, type + ".class");
    if (file == null) {
      return null;
    }
    String name =
        classes.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
    return Class.forName(name.substring(0, name.length() - ".class".length()), false, loader);
  }

  /** Its classes are not here: its sources are. */
  private static boolean ofTheNode(String type, String method) throws IOException {
    Path file = find(ROOT.resolve("vertx-diemnet/node/src/test/java"), type + ".java");
    return file != null
        && (method == null || Files.readString(file).contains("  void " + method + "("));
  }

  private static Path find(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElse(null);
    }
  }
}
