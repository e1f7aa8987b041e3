package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diemnet.vertx.DiemNet;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@code docs/getting-started.md}: writes its files, runs its commands with a shell, and
 * expects its output. The library is installed in a local repository of the test, which links to
 * everything else in the one of this build. Only ports and the node's jar are replaced.
 */
class GettingStartedTest {

  private static final Path ROOT = Path.of(System.getProperty("diemnet.root"));
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final Pattern FILE =
      Pattern.compile("^`([^`\n]+)`:\n\n(?:<!--[^\n]*\n)?```\\w+\n(.*?)^```", mode());
  private static final Pattern COMMANDS = Pattern.compile("^```sh\n(.*?)^```", mode());
  private static final Pattern OUTPUT = Pattern.compile("^```text\n(.*?)^```", mode());
  private static final String JAR =
      "java -jar \"$DIEMNET/vertx-diemnet/node/target/vertx-diemnet-node.jar\"";

  @TempDir static Path home;
  private static final List<Path> links = new ArrayList<>();
  private static Path settings;
  private static String page;

  private static int mode() {
    return Pattern.DOTALL | Pattern.MULTILINE;
  }

  @BeforeAll
  static void installTheLibrary() throws Exception {
    page = Files.readString(ROOT.resolve("docs/getting-started.md"));
    Path repository = home.resolve("repository");
    install(repository, "vertx-diemnet-parent", ROOT.resolve("pom.xml"));
    install(repository, "vertx-diemnet-bom", ROOT.resolve("vertx-diemnet/bom/pom.xml"));
    Path library = install(repository, "vertx-diemnet", ROOT.resolve("vertx-diemnet/pom.xml"));
    Path built = sourceOf(DiemNet.class);
    if (Files.isDirectory(built)) {
      zip(built, library);
    } else {
      Files.copy(built, library);
    }
    // <repository>/io/vertx/vertx-core/<version>/vertx-core-<version>.jar
    Path local = sourceOf(Vertx.class);
    for (int i = 0; i < 5; i++) {
      local = local.getParent();
    }
    link(local, repository);
    link(local.resolve("io"), repository.resolve("io"));
    settings =
        Files.writeString(
            home.resolve("settings.xml"),
            "<settings><localRepository>" + repository + "</localRepository></settings>");
  }

  @AfterAll
  static void unlink() throws IOException {
    for (Path link : links) {
      Files.delete(link);
    }
  }

  /** The library is installed here only; all other artifacts are those of this build. */
  private static void link(Path from, Path to) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path link = to.resolve(entry.getFileName());
        if (Files.notExists(link)) {
          links.add(Files.createSymbolicLink(link, entry));
        }
      }
    }
  }

  /** As {@code mvn install} does. Returns where the jar belongs. */
  private static Path install(Path repository, String artifact, Path pom) throws IOException {
    Path folder = repository.resolve("io/diemnet/" + artifact + "/" + VERSION);
    Files.createDirectories(folder);
    Files.copy(pom, folder.resolve(artifact + "-" + VERSION + ".pom"));
    return folder.resolve(artifact + "-" + VERSION + ".jar");
  }

  private static Path sourceOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void zip(Path folder, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file);
        Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(each).toString()));
        Files.copy(each, zip);
        zip.closeEntry();
      }
    }
  }

  @Test
  void java_with_maven(@TempDir Path dir) throws Exception {
    requireMaven();
    assertThat(runSection("Java", "hello-java", dir)).contains(output("Java"));
  }

  @Test
  void kotlin_with_maven(@TempDir Path dir) throws Exception {
    requireMaven();
    assertThat(runSection("Kotlin", "hello-kotlin", dir)).contains(output("Kotlin"));
  }

  /** Here only if there is a Gradle; the coordinates are compared in any case. */
  @Test
  void kotlin_with_gradle_has_the_same_versions() {
    String maven = section("Kotlin");
    String gradle = page.substring(page.indexOf("plugins {\n"));
    assertThat(maven)
        .contains("<kotlin.version>" + group(gradle, "kotlin\\(.jvm.\\) version .(.*)\""));
    assertThat(maven)
        .contains("<version>" + group(gradle, "coroutines-core:(.*)\"") + "</version>");
    assertThat(page.split("vertx-diemnet-bom:" + VERSION, -1)).hasSize(3);
    assertThat(page.split("<version>" + VERSION + "</version>", -1)).hasSize(4);
  }

  @Test
  void typescript_with_two_node_processes(@TempDir Path dir) throws Exception {
    requireNode();
    int port = FreePorts.inARow(20_000, 10);
    Map<String, String> replaced =
        Map.of(
            JAR,
            quoted(NodeProcess.command(List.of(), Main.class)),
            "--port 6180",
            "--port " + port,
            "7000",
            "" + (port + 6),
            "7001",
            "" + (port + 7),
            "8080",
            "" + (port + 8),
            "8081",
            "" + (port + 9),
            "npm install ",
            "npm install --prefer-offline --no-audit --no-fund ");
    String text = section("TypeScript");
    for (Map.Entry<String, String> each : replaced.entrySet()) {
      assertThat(text).contains(each.getKey());
      text = text.replace(each.getKey(), each.getValue());
    }
    List<String> commands = all(COMMANDS, text);
    assertThat(commands).hasSize(4);
    Path folder = dir.resolve("hello-ts");
    shell(dir, commands.get(0));
    write(text, folder);
    shell(folder, commands.get(1));
    try (NodeProcess network =
        NodeProcess.execute(folder, List.of("sh", "-c", "exec " + commands.get(2)))) {
      network.awaitOut(line -> line.startsWith("bridge tcp 127.0.0.1:" + (port + 6)));
      network.awaitOut(line -> line.startsWith("bridge tcp 127.0.0.1:" + (port + 7)));
      assertThat(shell(folder, commands.get(3))).contains(output("TypeScript"));
      network.terminate();
      assertThat(network.awaitExit()).as("%s", network).isZero();
    }
  }

  @Test
  void the_bom_has_the_versions_of_this_build() throws Exception {
    String parent = Files.readString(ROOT.resolve("pom.xml"));
    String bom = Files.readString(ROOT.resolve("vertx-diemnet/bom/pom.xml"));
    List<MatchResult> versions =
        Pattern.compile("<([a-z-]+\\.version)>([^<]+)<").matcher(bom).results().toList();
    assertThat(versions).hasSizeGreaterThan(5);
    for (MatchResult version : versions) {
      assertThat(parent).contains(version.group());
    }
    assertThat(bom).contains("<version>" + VERSION + "</version>");
    String library = Files.readString(ROOT.resolve("vertx-diemnet/pom.xml"));
    Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<optional>true")
        .matcher(library)
        .results()
        .forEach(optional -> assertThat(section("Coordinates")).contains(":" + optional.group(1)));
  }

  private static String runSection(String name, String folder, Path dir) throws Exception {
    List<String> commands = all(COMMANDS, section(name));
    assertThat(commands).hasSize(2);
    shell(dir, commands.get(0));
    Path project = dir.resolve(folder);
    write(section(name), project);
    Files.createDirectories(project.resolve(".mvn"));
    Files.writeString(project.resolve(".mvn/maven.config"), "-s\n" + settings + "\n");
    return shell(project, commands.get(1));
  }

  private static void write(String section, Path folder) throws IOException {
    Matcher file = FILE.matcher(section);
    int written = 0;
    for (; file.find(); written++) {
      Path path = folder.resolve(file.group(1));
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.group(2));
    }
    assertThat(written).isEqualTo(2);
  }

  private static String section(String title) {
    int begin = page.indexOf("\n## " + title + "\n");
    assertThat(begin).as(title).isPositive();
    return page.substring(begin, page.indexOf("\n## ", begin + 1));
  }

  private static String output(String title) {
    return all(OUTPUT, section(title)).get(0).strip();
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static String group(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  /** Runs commands with a shell that stops at the first failure. Returns their output. */
  private static String shell(Path folder, String commands) throws Exception {
    Path output = Files.createTempFile(home, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", commands)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("DIEMNET_"));
    environment.put("DIEMNET", ROOT.toAbsolutePath().normalize().toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MAVEN_OPTS", "-Xmx768m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    Process process = builder.start();
    List<ProcessHandle> children = new ArrayList<>();
    try {
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      process.descendants().forEach(children::add);
      String text = Files.readString(output);
      assertThat(ended).as("%s ended: %s", commands, text).isTrue();
      assertThat(process.exitValue()).as("%s: %s", commands, text).isZero();
      return text;
    } finally {
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static String quoted(List<String> command) {
    return String.join(" ", command.stream().map(word -> "'" + word + "'").toList());
  }

  private static void requireMaven() {
    assumeTrue(runs("mvn", "--version"), "there is no mvn here");
  }

  private static void requireNode() {
    boolean there =
        runs("npm", "--version")
            && runs("node", "-e", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)");
    if ("true".equals(System.getenv("TESTS_REQUIRE_NODE"))) {
      assertThat(there).as("Node.js and npm, as TESTS_REQUIRE_NODE says").isTrue();
    }
    assumeTrue(there, "there is no Node.js here, 20 or newer, with npm");
  }

  private static boolean runs(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }
}
