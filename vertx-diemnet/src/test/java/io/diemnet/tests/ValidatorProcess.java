package io.diemnet.tests;

import io.diemnet.vertx.DiemNetVerticle;
import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A validator in a process of its own, for tests that kill and freeze. It prints {@code listening
 * <address>} and then {@code peers <ids>} whenever its peers change, and ends when its input does.
 */
final class ValidatorProcess {

  private final JsonObject config;
  private final Path configFile;
  private Process process;
  private volatile String address;
  private volatile Set<String> peers = Set.of();

  ValidatorProcess(Path folder, JsonObject config) {
    this.config = config;
    this.configFile = folder.resolve(config.getString("name") + ".json");
  }

  /** Runs in the process. */
  @SuppressWarnings("SystemOut") // the test reads it
  public static void main(String[] args) throws IOException {
    JsonObject config = new JsonObject(Files.readString(Path.of(args[0])));
    Vertx vertx = Vertx.vertx();
    vertx.deployVerticle(new DiemNetVerticle(), new DeploymentOptions().setConfig(config)).await();
    EventBusAddresses addresses = EventBusAddresses.of(config.getString("name"));
    JsonObject info =
        vertx.eventBus().<JsonObject>request(addresses.info(), new JsonObject()).await().body();
    System.out.println("listening " + info.getString("address"));
    Set<String> shown = new TreeSet<>();
    vertx.setPeriodic(
        20,
        id ->
            vertx
                .eventBus()
                .<JsonArray>request(addresses.peers(), new JsonObject())
                .onSuccess(
                    answer -> {
                      Set<String> now = new TreeSet<>();
                      answer.body().forEach(peer -> now.add(((JsonObject) peer).getString("peer")));
                      if (!now.equals(shown)) {
                        shown.clear();
                        shown.addAll(now);
                        System.out.println("peers " + String.join(" ", now));
                      }
                    }));
    while (System.in.read() >= 0) {
      // Until whoever started this is gone.
    }
    Runtime.getRuntime().halt(0);
  }

  /** Starts the process and waits until it listens. */
  void start() {
    try {
      Files.writeString(configFile, config.encode());
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx160m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.addAll(List.of(ValidatorProcess.class.getName(), configFile.toString()));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    address = null;
    peers = Set.of();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(() -> output.lines().forEach(this::heard), "output of " + this);
    reader.setDaemon(true);
    reader.start();
  }

  private void heard(String line) {
    if (line.startsWith("listening ")) {
      address = line.substring("listening ".length());
    } else if (line.startsWith("peers")) {
      peers = Set.copyOf(List.of(line.substring("peers".length()).strip().split(" ")));
    }
  }

  boolean isListening() {
    return address != null;
  }

  String address() {
    return address;
  }

  /** The ids that it last said it was connected to. */
  Set<String> peers() {
    return peers;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    peers = Set.of();
  }

  /** SIGSTOP. */
  void freeze() {
    signal("-STOP");
  }

  /** SIGCONT. */
  void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      int status =
          new ProcessBuilder("kill", signal, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new AssertionError("kill " + signal + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  @Override
  public String toString() {
    return config.getString("name");
  }
}
