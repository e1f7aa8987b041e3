package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that are not like those of developers: their file systems, networks and languages. */
class MachinesTest {

  private static final String NODE =
      """
      networks: [{networkId: public, listenAddress: %s}]
      metrics: {port: %d}
      """;

  /** A mount namespace in which nothing can be written. */
  private static final List<String> READ_ONLY =
      List.of(
          "unshare",
          "-m",
          "sh",
          "-c",
          "mount --make-rprivate / 2>/dev/null; mount -o remount,bind,ro / && exec \"$@\"",
          "sh");

  /** A network namespace that has ::1 and no other address. */
  private static final List<String> IP6_ONLY =
      List.of(
          "unshare",
          "-n",
          "sh",
          "-c",
          "ip link set lo up && ip addr del 127.0.0.1/8 dev lo;"
              + " ip addr show dev lo | grep -q '::1/128' && exec \"$@\"",
          "sh");

  @TempDir Path dir;

  @Test
  void a_node_starts_without_a_directory_for_temporary_files() throws Exception {
    // Netty's native library cannot be unpacked either: NIO is used then, and one line says so.
    List<String> options =
        List.of("-Djava.io.tmpdir=/proc/none", "-Dio.netty.native.workdir=/proc/none");
    Files.writeString(dir.resolve("node.yaml"), NODE.formatted("/ip4/127.0.0.1/tcp/0", 0));
    try (NodeProcess node =
        NodeProcess.run(dir, options, Main.class, "node", "--config", "node.yaml")) {
      node.awaitOut(line -> line.startsWith("listening public "));
      if (isNativeTransportHere()) {
        assertThat(node.err()).filteredOn(line -> line.contains("NIO is used")).hasSize(1);
      }
      assertThat(node.err()).noneMatch(line -> line.startsWith("\tat "));
      node.terminate();
      assertThat(node.awaitExit()).isZero();
    }
  }

  @Test
  void the_demo_runs_on_a_read_only_file_system() throws Exception {
    assumeTrue(isPermitted(READ_ONLY), "no namespace with a read-only file system can be made");
    try (NodeProcess demo = demo(READ_ONLY)) {
      assertThat(demo.awaitExit()).as(demo.toString()).isZero();
      assertThat(demo.out()).contains("All of it worked.");
    }
  }

  @Test
  void the_demo_runs_where_there_is_ipv6_only() throws Exception {
    assumeTrue(isPermitted(IP6_ONLY), "no namespace with IPv6 only can be made");
    try (NodeProcess demo = demo(IP6_ONLY)) {
      assertThat(demo.awaitExit()).as(demo.toString()).isZero();
      assertThat(demo.out())
          .contains("All of it worked.")
          .anyMatch(line -> line.contains("/ip6/::1/tcp/"))
          .anyMatch(line -> line.contains("http://[::1]:"));
    }
  }

  @Test
  void the_default_listen_address_is_reached_where_there_is_ipv6_only() throws Exception {
    assumeTrue(isPermitted(IP6_ONLY), "no namespace with IPv6 only can be made");
    try (NodeProcess keygen = NodeProcess.start(dir, "keygen", "--out", "key.hex")) {
      assertThat(keygen.awaitExit()).isZero();
      String key = keygen.awaitOut(line -> line.startsWith("publicKey: ")).substring(11);
      Files.writeString(
          dir.resolve("node.yaml"),
          "networks: [{networkId: public, identity: {privateKeyFile: key.hex}}]\n");
      String address = "/ip6/::1/tcp/6180/ln-noise-ik/" + key + "/ln-handshake/0";
      String both =
          "\"$@\" node --config node.yaml & node=$!;"
              + " for i in 1 2 3 4 5 6 7 8 9 10; do"
              + " \"$@\" ping --network public --count 1 "
              + address
              + " && break; done; kill -TERM $node; wait $node";
      List<String> command = new ArrayList<>(IP6_ONLY);
      command.addAll(List.of("sh", "-c", both, "sh"));
      command.addAll(NodeProcess.command(List.of(), Main.class));
      try (NodeProcess processes = NodeProcess.execute(dir, command)) {
        assertThat(processes.awaitExit()).as(processes.toString()).isZero();
        assertThat(processes.out())
            .anyMatch(line -> line.startsWith("listening public /ip4/0.0.0.0/tcp/6180/"))
            .anyMatch(line -> line.startsWith("pong from /ip6/::1/tcp/6180: seq=1"));
      }
    }
  }

  @Test
  void numbers_have_ascii_digits_where_the_language_has_others() throws Exception {
    List<String> arabic =
        List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=u-nu-arab");
    try (NodeProcess demo =
        NodeProcess.run(dir, arabic, Main.class, "demo", "--exit", "--validators", "2")) {
      assertThat(demo.awaitExit()).as(demo.toString()).isZero();
      assertAscii(demo.out());
    }
    Files.writeString(dir.resolve("node.yaml"), NODE.formatted("/ip4/127.0.0.1/tcp/0", 0));
    try (NodeProcess node =
        NodeProcess.run(dir, arabic, Main.class, "node", "--config", "node.yaml")) {
      String address =
          node.awaitOut(line -> line.startsWith("listening "))
              .substring("listening public ".length());
      try (NodeProcess ping =
          NodeProcess.run(
              dir, arabic, Main.class, "ping", "--network", "public", "--count", "1", address)) {
        assertThat(ping.awaitExit()).as(ping.toString()).isZero();
        assertThat(ping.out()).anyMatch(line -> line.startsWith("rtt min/avg/max/mdev = "));
        assertAscii(ping.out());
      }
      String metrics = node.awaitOut(line -> line.startsWith("metrics ")).substring(8);
      assertAscii(List.of(get(metrics), get(metrics.replace("/metrics", "/health"))));
      assertAscii(node.out());
      assertAscii(node.err());
    }
  }

  private static void assertAscii(List<String> lines) {
    assertThat(lines).allMatch(line -> StandardCharsets.US_ASCII.newEncoder().canEncode(line));
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private NodeProcess demo(List<String> namespace) throws IOException {
    List<String> command = new ArrayList<>(namespace);
    command.addAll(NodeProcess.command(List.of(), Main.class));
    command.addAll(List.of("demo", "--exit", "--validators", "2"));
    return NodeProcess.execute(dir, command);
  }

  private static boolean isPermitted(List<String> namespace) throws Exception {
    List<String> command = new ArrayList<>(namespace);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }

  private static boolean isNativeTransportHere() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      return vertx.isNativeTransportEnabled();
    } finally {
      vertx.close().await();
    }
  }
}
