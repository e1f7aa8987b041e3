package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real process that runs a command of the node. */
final class NodeProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** In the masks of signals that Linux tells of a process. */
  private static final long SIGINT = 1 << 1;

  private final Process process;
  private final List<String> out;
  private final List<String> err;
  private final List<Thread> readers = new ArrayList<>();

  private NodeProcess(Process process) {
    this.process = process;
    this.out = lines(process.getInputStream());
    this.err = lines(process.getErrorStream());
  }

  static NodeProcess start(Path directory, String... arguments) throws IOException {
    return run(directory, Main.class, arguments);
  }

  /** Another program than the node itself. */
  static NodeProcess run(Path directory, Class<?> main, String... arguments) throws IOException {
    return run(directory, List.of(), main, arguments);
  }

  /** With options for the JVM. */
  static NodeProcess run(Path directory, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = command(options, main);
    command.addAll(List.of(arguments));
    return execute(directory, command);
  }

  /** Any command. */
  static NodeProcess execute(Path directory, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("DIEMNET_"));
    return new NodeProcess(builder.start());
  }

  long pid() {
    return process.pid();
  }

  /** What runs the program, without its arguments. */
  static List<String> command(List<String> options, Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What lets a JVM start soon on a machine with few processors.
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    if (options.stream().noneMatch(option -> option.endsWith("GC"))) {
      command.add("-XX:+UseSerialGC");
    }
    // A test machine may stop for seconds: without this Vert.x warns of its threads.
    command.add("-Dvertx.disableContextTimings=true");
    if (Runtime.version().feature() >= 22) {
      // What the jar's manifest says; without it newer JDKs warn on standard error.
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }

  /** Standard output so far. */
  List<String> out() {
    return out;
  }

  /** Standard error, the log, so far. */
  List<String> err() {
    return err;
  }

  String awaitOut(Predicate<String> wanted) {
    return awaitLine(out, wanted);
  }

  String awaitErr(Predicate<String> wanted) {
    return awaitLine(err, wanted);
  }

  /** The exit status, once the process and its output are at their end. */
  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ended: %s", this).isTrue();
    for (Thread reader : readers) {
      reader.join(LIMIT.toMillis());
    }
    return process.exitValue();
  }

  /** SIGTERM. Not {@link Process#destroy}: that would cut off what is still printed. */
  void terminate() throws Exception {
    signal("-TERM");
  }

  /**
   * SIGINT, which Ctrl-C sends; SIGTERM where the process ignores that one, because whoever runs
   * these tests in the background of a shell does and it is inherited.
   */
  void interrupt() throws Exception {
    signal(ignoresInterrupts() ? "-TERM" : "-INT");
  }

  private boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & SIGINT) != 0);
  }

  /** SIGKILL, of which the process knows nothing. */
  void kill() throws Exception {
    signal("-KILL");
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ended: %s", this).isTrue();
  }

  /** It hangs from now on, with all its connections. */
  void pause() throws Exception {
    signal("-STOP");
  }

  void resume() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return "out " + out + " err " + err;
  }

  private String awaitLine(List<String> lines, Predicate<String> wanted) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(lines).as(toString()).anyMatch(wanted));
    return lines.stream().filter(wanted).findFirst().orElseThrow();
  }

  private List<String> lines(InputStream stream) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader text =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                text.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException ended) {
                lines.add("(" + ended.getMessage() + ")");
              }
            });
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
    return lines;
  }
}
