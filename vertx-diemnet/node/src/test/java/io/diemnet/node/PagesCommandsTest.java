package io.diemnet.node;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * The commands of the pages. Other tests run most of them as printed. This one checks every command
 * against the program that would run it, so that none names an option, a module, a profile, a test
 * or a file that is not there.
 */
class PagesCommandsTest {

  private static final Path ROOT = Path.of(System.getProperty("diemnet.root"));
  private static final Pattern NODE =
      Pattern.compile("java .*?-jar \\S*vertx-diemnet-node\\.jar\"?(.*)");
  private static final Pattern MAVEN = Pattern.compile("mvn (.*)");
  private static final Pattern SCRIPT = Pattern.compile("node ([^-\\s]\\S*)(?: .*)?");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    for (String page :
        List.of(
            "README.md", "CONTRIBUTING.md", "examples-js/README.md", "examples-kotlin/README.md")) {
      pages.add(ROOT.resolve(page));
    }
    return pages;
  }

  /** The commands of a page: a line that ends with a backslash continues on the next one. */
  private static List<String> commands(Path page) throws IOException {
    List<String> commands = new ArrayList<>();
    String language = null;
    for (String line : Files.readString(page).replaceAll("\\\\\n\\s*", " ").lines().toList()) {
      if (line.strip().startsWith("```")) {
        language = language == null ? line.strip().substring(3) : null;
      } else if (language != null && (language.isEmpty() || language.equals("sh"))) {
        commands.addAll(List.of(line.strip().replaceAll(" +#.*", "").split(" && ", -1)));
      }
    }
    return commands;
  }

  @TestFactory
  List<DynamicTest> what_a_command_names_is_there() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      for (String command : commands(page)) {
        Runnable check = check(command);
        if (check != null) {
          tests.add(DynamicTest.dynamicTest(page.getFileName() + ": " + command, check::run));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests;
  }

  @Test
  void a_wrong_command_is_found() {
    for (String command :
        List.of(
            "java -jar vertx-diemnet-node.jar demo --valdators 4",
            "java -jar vertx-diemnet-node.jar node --config node.yaml --no-such",
            "mvn test -Pnone",
            "mvn test -pl nowhere",
            "mvn test -Dtest=NoSuchTest",
            "node examples-js/examples/none.mjs 127.0.0.1:1")) {
      boolean found = false;
      try {
        check(command).run();
      } catch (AssertionError wrong) {
        found = true;
      }
      assertThat(found).as(command).isTrue();
    }
  }

  /** Returns the check of a command; null if it is not one that is known here. */
  private static Runnable check(String command) {
    Matcher node = NODE.matcher(command);
    if (node.matches()) {
      return () -> checkNode(node.group(1));
    }
    Matcher maven = MAVEN.matcher(command);
    if (maven.matches()) {
      return () -> checkMaven(maven.group(1));
    }
    Matcher script = SCRIPT.matcher(command);
    if (script.matches()) {
      return () -> checkScript(script.group(1));
    }
    return null;
  }

  /** Parses the arguments as the program does. Words in brackets are optional. */
  private static void checkNode(String arguments) {
    if (arguments.contains("..")) {
      return; // an abbreviated address
    }
    String given =
        arguments
            .replaceAll("\\[[^\\]]*\\]", "")
            .replaceAll("[<>]", "")
            .replaceAll(" +2>.*| +&$| +\\|.*", "")
            .replace("$PEER", "a1".repeat(16))
            .replace(
                "$ADDRESS",
                "/ip4/127.0.0.1/tcp/6180/ln-noise-ik/" + "a1".repeat(32) + "/ln-handshake/0")
            .strip();
    List<String> words =
        Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)")
            .matcher(given)
            .results()
            .map(word -> word.group().replaceAll("^[\"']|[\"']$", ""))
            .toList();
    try {
      Main.commandLine().parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.ParameterException wrong) {
      throw new AssertionError(wrong.getMessage(), wrong);
    }
  }

  private static void checkMaven(String arguments) {
    String parent = read(ROOT.resolve("pom.xml"));
    for (String word : arguments.split(" ", -1)) {
      if (word.startsWith("-P")) {
        assertThat(poms()).contains("<id>" + word.substring(2) + "</id>");
      } else if (word.startsWith("-Dtest=")) {
        for (String name : word.substring("-Dtest=".length()).split(",", -1)) {
          assertThat(isTest(name.replaceFirst("#.*", ""))).as("%s is a test", name).isTrue();
        }
      }
    }
    Matcher modules = Pattern.compile("-pl (\\S+)").matcher(arguments);
    if (modules.find()) {
      for (String module : modules.group(1).split(",", -1)) {
        assertThat(parent).contains("<module>" + module + "</module>");
      }
    }
  }

  private static void checkScript(String script) {
    assertThat(
            Stream.of(
                ROOT.resolve(script),
                ROOT.resolve("vertx-diemnet/node/src/test/browser").resolve(script),
                ROOT.resolve(script.replace("node_modules/vertx-diemnet-client", "examples-js"))))
        .as(script)
        .anyMatch(file -> Files.exists(file) || script.equals("hello.js"));
  }

  private static String poms() {
    return Stream.of("pom.xml", "vertx-diemnet/pom.xml", "examples-kotlin/pom.xml")
        .map(pom -> read(ROOT.resolve(pom)))
        .reduce("", String::concat);
  }

  private static boolean isTest(String name) {
    try (Stream<Path> files = Files.walk(ROOT.resolve("vertx-diemnet"))) {
      return files.anyMatch(file -> file.endsWith(name + ".java"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
