package io.diemnet.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jgroups.util.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members of a cluster with recorders between them, and strangers that try to join. */
class ClusterTlsTest {

  private static final String PAYLOAD = "a payload that nobody else may read";
  private static final String ADDRESS = "an.address.that.nobody.else.may.read";

  /** The first byte of a TLS record of a handshake, and its protocol version. */
  private static final String TLS_RECORD = "\u0016\u0003";

  @TempDir Path dir;

  private final String name = UUID.randomUUID().toString();

  /** The first port of the members; the built-in configuration uses ten from there. */
  private final int members = ThreadLocalRandom.current().nextInt(20_000, 29_000);

  private final int bus = freePort();

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The built-in configuration, with ports of this test. */
  private ClusterConfig config(String file, int port, int bind, int lookup, ClusterTls tls)
      throws Exception {
    String xml =
        Files.readString(Path.of(System.getProperty("diemnet.root"), "docs", "cluster.xml"))
            .replace("${jgroups.bind.port:7800}", Integer.toString(bind))
            .replace("${jgroups.tcpping.initial_hosts:127.0.0.1[7800]}", "127.0.0.1[%d]")
            .replace("${diemnet.cluster.name:diemnet}", name)
            .replace("${diemnet.cluster.fd.port:57800}", Integer.toString(members + 500));
    if (bind == members) {
      xml = xml.replace("<TCP ", "<TCP external_addr=\"127.0.0.1\" external_port=\"%2$d\" ");
    }
    Path path = Files.writeString(dir.resolve(file), xml.formatted(lookup, lookup));
    return new ClusterConfig("127.0.0.1", port, path, tls);
  }

  private Cluster one(Recorder jgroups, Recorder bus, ClusterTls tls) throws Exception {
    EventBusOptions announced =
        new EventBusOptions().setClusterPublicHost("127.0.0.1").setClusterPublicPort(bus.port());
    return Cluster.join(
        config("one.xml", this.bus, members, jgroups.port(), tls),
        new VertxOptions().setEventBusOptions(announced));
  }

  private Cluster another(String file, Recorder jgroups, ClusterTls tls) throws Exception {
    return Cluster.join(config(file, 0, members + 20, jgroups.port(), tls), new VertxOptions());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }

  private static int size(Cluster cluster) {
    return ((VertxInternal) cluster.vertx()).clusterManager().getNodes().size();
  }

  private static void serve(Cluster cluster) throws Exception {
    done(
        cluster
            .vertx()
            .eventBus()
            .consumer(ADDRESS, message -> message.reply("got " + message.body()))
            .completion());
  }

  private static Object request(Cluster cluster) throws Exception {
    return done(cluster.vertx().eventBus().request(ADDRESS, PAYLOAD)).body();
  }

  /** The files of a member whose certificate an authority has issued. */
  private ClusterTls member(String file, X509Bundle authority) throws Exception {
    X509Bundle own = new CertificateBuilder().subject("CN=" + file).buildIssuedBy(authority);
    return new ClusterTls(
        Files.writeString(dir.resolve(file + ".pem"), own.getCertificatePathPEM()),
        Files.writeString(dir.resolve(file + ".key"), own.getPrivateKeyPEM()),
        Files.writeString(dir.resolve(file + "-ca.pem"), authority.getRootCertificatePEM()));
  }

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .subject("CN=authority of a cluster")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  /** What a program without a certificate reads from a port after it has sent something. */
  private static String readBy(int port, byte[] sent) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return readBy(socket, sent);
    }
  }

  private static String readBy(Socket socket, byte[] sent) throws IOException {
    try {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(sent);
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException reset) {
      return "";
    }
  }

  @Test
  void with_tls_nothing_is_readable_on_the_wire_and_strangers_neither_join_nor_read()
      throws Exception {
    X509Bundle authority = authority();
    try (Recorder jgroupsWire = new Recorder(members);
        Recorder busWire = new Recorder(bus)) {
      Cluster one = one(jgroupsWire, busWire, member("one", authority));
      Cluster other = another("other.xml", jgroupsWire, member("other", authority));
      try {
        serve(one);
        assertThat(request(other)).isEqualTo("got " + PAYLOAD);
        assertThat(size(one)).isEqualTo(2);
        assertThat(jgroupsWire.seen())
            .startsWith(TLS_RECORD)
            .doesNotContain(name)
            .doesNotContain(ADDRESS);
        assertThat(busWire.seen())
            .startsWith(TLS_RECORD)
            .doesNotContain(ADDRESS)
            .doesNotContain(PAYLOAD);

        for (ClusterTls tls : new ClusterTls[] {null, member("stranger", authority())}) {
          Cluster stranger = another("stranger.xml", jgroupsWire, tls);
          try {
            assertThat(size(stranger)).isEqualTo(1);
            assertThat(size(one)).isEqualTo(2);
            assertThatThrownBy(() -> request(stranger)).isInstanceOf(ReplyException.class);
          } finally {
            done(stranger.leave());
          }
        }
        // A plain program: the event bus, JGroups and its failure detection answer nothing of use.
        byte[] hello = "hello, is anybody there? tell me all.".getBytes(StandardCharsets.US_ASCII);
        for (int port : new int[] {bus, members, members + 500}) {
          assertThat(readBy(port, hello)).hasSizeLessThan(16).doesNotContain(name);
        }
        assertThat(request(other)).isEqualTo("got " + PAYLOAD);
      } finally {
        done(other.leave());
        done(one.leave());
      }
    }
  }

  /** The recorders see what there is to see. */
  @Test
  void without_tls_the_wire_shows_all() throws Exception {
    try (Recorder jgroupsWire = new Recorder(members);
        Recorder busWire = new Recorder(bus)) {
      Cluster one = one(jgroupsWire, busWire, null);
      Cluster other = another("other.xml", jgroupsWire, null);
      try {
        serve(one);
        assertThat(request(other)).isEqualTo("got " + PAYLOAD);
        assertThat(jgroupsWire.seen()).contains(name).contains(ADDRESS);
        assertThat(busWire.seen()).contains(ADDRESS).contains(PAYLOAD);
      } finally {
        done(other.leave());
        done(one.leave());
      }
    }
  }

  @Test
  void files_and_stacks_that_give_no_tls_are_told() throws Exception {
    ClusterTls good = member("one", authority());
    Path empty = Files.writeString(dir.resolve("empty.pem"), "nothing");
    for (ClusterTls wrong :
        new ClusterTls[] {
          new ClusterTls(empty, good.key(), good.trust()),
          new ClusterTls(good.certificate(), empty, good.trust()),
          new ClusterTls(good.certificate(), good.key(), empty)
        }) {
      assertThatThrownBy(() -> Caches.of(new ClusterConfig("127.0.0.1", 0, null, wrong)))
          .isInstanceOf(ClusterException.class)
          .hasMessageStartingWith("cluster.tls: cannot be used: ");
    }
    Path plain = dir.resolve("plain.xml");
    Files.writeString(
        plain,
        """
        <infinispan xmlns="urn:infinispan:config:15.2">
          <jgroups><stack name="own" extends="tcp"/></jgroups>
          <cache-container><transport cluster="x" stack="own"/></cache-container>
        </infinispan>
        """);
    assertThatThrownBy(() -> Caches.of(new ClusterConfig("127.0.0.1", 0, plain, good)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("plain.xml has ")
        .hasMessageContaining(" in its stack, which has no TLS");
  }

  /** The commands of docs/cluster.md, as written. */
  @Test
  void the_commands_of_the_page_make_files_of_a_member() throws Exception {
    assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v openssl").start().waitFor() == 0,
        "openssl is not here");
    String page =
        Files.readString(Path.of(System.getProperty("diemnet.root"), "docs", "cluster.md"));
    Matcher commands =
        Pattern.compile("^```\n(openssl .*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(page);
    assertThat(commands.find()).isTrue();
    Process shell =
        new ProcessBuilder("bash", "-euc", commands.group(1))
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("openssl.log").toFile())
            .start();
    assertThat(shell.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(shell.exitValue()).as(Files.readString(dir.resolve("openssl.log"))).isZero();
    ClusterTls tls =
        new ClusterTls(
            dir.resolve("member.pem"), dir.resolve("member.key"), dir.resolve("cluster-ca.pem"));
    SocketFactory sockets = tls.sockets();
    try (ServerSocket server = sockets.createServerSocket("one");
        Socket client = sockets.createSocket("other")) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client.connect(server.getLocalSocketAddress());
      try (Socket accepted = server.accept()) {
        CompletableFuture<Void> written =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    client.getOutputStream().write(7);
                  } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                  }
                });
        assertThat(accepted.getInputStream().read()).isEqualTo(7);
        written.join();
      }
    }
  }
}
