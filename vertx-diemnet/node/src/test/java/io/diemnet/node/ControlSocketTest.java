package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.diemnet.node.control.ControlSocket;
import io.diemnet.node.control.NodeReport;
import io.diemnet.node.metrics.NodeMeters;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control socket of a node, with its commands and with clients that mean harm. */
class ControlSocketTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SECRET = "ab".repeat(32);

  @TempDir Path dir;

  private final Vertx vertx = Vertx.vertx();
  private final NodeMeters meters = new NodeMeters();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<SocketChannel> clients = new ArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private DiemNetOptions options;
  private Path path;
  private ControlSocket socket;

  @BeforeEach
  void open() throws Exception {
    path = dir.resolve("node.sock");
    options =
        new DiemNetOptions()
            .setName("alone")
            .setIdentity(new IdentityOptions().setPrivateKey(PrivateKey.parse(SECRET)))
            .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"));
    DiemNet network = DiemNetMeters.create(vertx, options, meters.registry());
    network.start().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    JsonObject effective = new JsonObject().put("identity", "********");
    new NodeReport("version 1", List.of(options.toJson()), effective, meters.registry())
        .stoppingWhen(stopping::get)
        .serve(vertx);
    socket = ControlSocket.open(vertx, path, List.of(options), meters.registry());
  }

  @AfterEach
  void close() throws Exception {
    for (SocketChannel client : clients) {
      client.close();
    }
    socket.close();
    vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    meters.close();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private SocketChannel client() throws IOException {
    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
    clients.add(client);
    client.connect(UnixDomainSocketAddress.of(path));
    return client;
  }

  private static void write(SocketChannel client, int length, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(4 + bytes.length).putInt(length).put(bytes).flip();
    while (frame.hasRemaining()) {
      client.write(frame);
    }
  }

  private static String readUntilClosed(SocketChannel client) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(64 * 1024);
    while (client.read(read) >= 0) {
      // more
    }
    return new String(read.array(), 0, read.position(), StandardCharsets.UTF_8);
  }

  @Test
  void only_the_owner_may_use_the_socket_and_its_file_goes_with_the_node() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(path);
    }
    assertThatThrownBy(() -> ControlSocket.open(vertx, path, List.of(options), null))
        .hasMessageContaining("another process serves it");
    Path file = Files.createFile(dir.resolve("file"));
    assertThatThrownBy(() -> ControlSocket.open(vertx, file, List.of(options), null))
        .hasMessageContaining("it exists and is no socket");

    socket.close();

    assertThat(path).doesNotExist();
    // A process that was killed leaves its file, which the next one replaces.
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    socket = ControlSocket.open(vertx, path, List.of(options), null);
    assertThat(run("ctl", "--node", path.toString(), "info")).as("%s", err).isZero();
  }

  @Test
  void the_commands_ask_the_node() throws Exception {
    String node = path.toString();
    assertThat(run("ctl", "info", "--node", node)).as("%s", err).isZero();
    assertThat(out.toString())
        .startsWith("version 1, process ")
        .contains("alone:", "  peer: ", "  failures: inbound: none; outbound: none")
        .containsPattern("  startedAt: 20\\d\\d-\\d\\d-\\d\\dT")
        .doesNotContain("{", "[");
    assertThat(run("ctl", "--node", "unix:" + node, "info", "--json")).isZero();
    JsonObject info = new JsonObject(out.toString());
    assertThat(info.getJsonArray("networks").getJsonObject(0).getString("network"))
        .isEqualTo("alone");
    assertThat(run("top", "--node", node, "--count", "1", "--json")).isZero();
    assertThat(new JsonObject(out.toString()).getJsonArray("peers")).isEmpty();

    assertThat(run("ctl", "--node", node, "disconnect", "11".repeat(16))).isEqualTo(1);
    assertThat(err.toString()).contains("(404)").doesNotContain("\tat ");
    assertThat(run("ctl", "--node", node, "reload")).isEqualTo(1);
    assertThat(run("ctl", "--node", node, "info", "--network", "other")).isEqualTo(2);
    assertThat(err.toString()).contains("the node has no network other");
    assertThat(run("ctl", "info")).isEqualTo(2);
    assertThat(err.toString()).contains("say which node");
    assertThat(run("check", "--node", dir.resolve("none.sock").toString())).isEqualTo(2);
    assertThat(out.toString()).startsWith("DIEMNET CRITICAL - no node is reached at ");
  }

  @Test
  void check_says_what_is_wrong_with_a_node_that_answers() {
    String node = path.toString();
    assertThat(run("check", "--node", node)).isEqualTo(1);
    assertThat(out.toString()).startsWith("DIEMNET WARNING - alone: knows no peer | ");
    stopping.set(true);
    assertThat(run("check", "--node", node)).isEqualTo(1);
    assertThat(out.toString()).contains("the node is shutting down");
    assertThat(run("check", "--node", node, "--network", "other")).isEqualTo(3);
    assertThat(out.toString()).startsWith("DIEMNET UNKNOWN - the node has no network other");
  }

  @Test
  void a_node_that_hangs_and_a_file_that_is_no_socket_are_named() throws Exception {
    Path hangs = dir.resolve("hangs.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(hangs));
      assertThat(run("check", "--node", hangs.toString(), "--timeout", "1")).isEqualTo(2);
    }
    assertThat(out.toString())
        .startsWith("DIEMNET CRITICAL - the node at " + hangs + " does not answer within 1 s (it");
    String file = Files.createFile(dir.resolve("node.yaml")).toString();
    assertThat(run("ctl", "--node", file, "peers")).isEqualTo(1);
    assertThat(err.toString()).contains("it is not a socket");
  }

  @Test
  void failures_are_json_too_and_say_in_words_what_is_wrong_with_a_file() {
    String node = path.toString();
    assertThat(run("ctl", "--node", node, "--json", "disconnect", "11".repeat(16))).isEqualTo(1);
    JsonObject error = new JsonObject(out.toString()).getJsonObject("error");
    assertThat(error.getInteger("code")).isEqualTo(404);
    assertThat(err.toString()).contains(error.getString("message"), "(404)");

    String none = dir.resolve("none").toString();
    assertThat(run("ctl", "--node", node, "--json", "validator-set", none)).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo(none + " does not exist");
    error = new JsonObject(out.toString()).getJsonObject("error");
    assertThat(error.getInteger("code")).isZero();
    assertThat(error.getString("message")).isEqualTo(none + " does not exist");
    String away = dir.resolve("no/bundle.zip").toString();
    assertThat(run("support", "--node", node, "--out", away)).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo(away + " cannot be written: there is no such directory");
  }

  @Test
  void the_bundle_has_every_part_and_no_secret() throws Exception {
    vertx
        .eventBus()
        .publish("diemnet.alone.events", new JsonObject().put("type", "refused").put("at", 1));
    Path file = dir.resolve("bundle.zip");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              Files.deleteIfExists(file);
              int status = run("support", "--node", path.toString(), "--out", file.toString());
              assertThat(status).as("%s", err).isZero();
              try (ZipFile zip = new ZipFile(file.toFile())) {
                assertThat(text(zip, "events.json")).contains("refused");
              }
            });
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly(
              "node.json",
              "configuration.json",
              "networks.json",
              "peers.json",
              "events.json",
              "metrics.txt",
              "threads.txt");
      assertThat(text(zip, "configuration.json")).contains("********");
      assertThat(new JsonArray(text(zip, "networks.json")).getJsonObject(0).getString("network"))
          .isEqualTo("alone");
      assertThat(text(zip, "metrics.txt")).contains("diemnet_connections{");
      assertThat(text(zip, "threads.txt")).contains("diemnet-control");
      for (ZipEntry part : zip.stream().toList()) {
        assertThat(text(zip, part.getName())).doesNotContain(SECRET);
      }
    }
    assertThat(run("support", "--node", path.toString(), "--out", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("exists already and was left as it is");
  }

  private static String text(ZipFile zip, String name) throws IOException {
    return new String(
        zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void clients_that_mean_harm_end_and_block_no_other() throws Exception {
    SocketChannel large = client();
    write(large, Integer.MAX_VALUE, "");
    assertThat(readUntilClosed(large)).contains("413");
    SocketChannel garbage = client();
    write(garbage, 9, "{not json");
    ByteBuffer answer = ByteBuffer.allocate(1024);
    assertThat(garbage.read(answer)).isPositive();
    assertThat(new String(answer.array(), StandardCharsets.UTF_8)).contains("invalid_json");
    // Another address than those of the networks and of the node.
    String other =
        new JsonObject()
            .put("type", "send")
            .put("address", "diemnet.other.rpc")
            .put("replyAddress", "r")
            .encode();
    write(garbage, other.length(), other);
    answer.clear();
    assertThat(garbage.read(answer)).isPositive();
    assertThat(new String(answer.array(), StandardCharsets.UTF_8)).contains("access_denied");

    // Many ask for the most expensive report, and read nothing.
    String question =
        new JsonObject()
            .put("type", "send")
            .put("address", "node:threads")
            .put("replyAddress", "r")
            .encode();
    for (int i = 0; i < 20; i++) {
      SocketChannel silent = client();
      for (int asked = 0; asked < 20; asked++) {
        write(silent, question.length(), question);
      }
      write(silent, 1000, "half of a fra");
    }

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(run("ctl", "--node", path.toString(), "info")).as("%s", err).isZero());
  }
}
