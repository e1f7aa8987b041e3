package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.TwoNetworks.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Both ports with a certificate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeTlsTest {

  private final SharedNetworks shared = new SharedNetworks();
  private TwoNetworks networks;
  private TestCertificate certificate;
  private Bridges bridges;

  @BeforeAll
  void make_a_certificate(@TempDir Path folder) throws Exception {
    certificate = new TestCertificate(folder);
  }

  @BeforeEach
  void start() {
    networks = shared.get();
    bridges =
        networks.open(
            new BridgeConfig(
                "127.0.0.1",
                0,
                0,
                null,
                false,
                List.of(),
                certificate.options(),
                1 << 20,
                1 << 20));
  }

  @AfterEach
  void stop() {
    shared.release();
  }

  @AfterAll
  void close() {
    shared.close();
  }

  private TcpFrames connect() throws IOException {
    return new TcpFrames(
        certificate.client().getSocketFactory().createSocket("localhost", bridges.tcpPort()));
  }

  @Test
  void the_tcp_port_speaks_tls() throws IOException {
    try (TcpFrames client = connect();
        TcpFrames plain = new TcpFrames(bridges.tcpPort())) {
      assertThat(client.ask("diemnet.networks", null).getString("type")).isEqualTo("message");

      plain.send(new JsonObject().put("type", "ping"));
      assertThat(plain.isClosed()).isTrue();
    }
  }

  @Test
  void a_client_that_never_reads_is_dropped_over_tls_too() throws IOException {
    try (TcpFrames client = connect()) {
      while (bridges.tcpMeters().counted(Event.NOT_READING) == 0) {
        client.send(TcpFrames.request(networks.bus.info(), null));
      }
    } catch (IOException dropped) {
      // as it should
    }
    waitFor(
        "the client to be dropped",
        () -> bridges.tcpMeters().counted(Event.NOT_READING) == 1 && bridges.heldBytes() == 0);
  }

  @Test
  void connections_that_never_begin_their_tls_handshake_are_bounded() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int port : List.of(bridges.tcpPort(), bridges.webPort())) {
        for (int i = 0; i < 150; i++) {
          silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
      }
      waitFor(
          "those beyond the bound to be refused on both ports",
          () ->
              bridges.tcpMeters().counted(Event.TOO_MANY_CLIENTS) > 0
                  && bridges.webMeters().counted(Event.TOO_MANY_CLIENTS) > 0);
      waitFor(
          "a client to get in when the time for handshakes is over",
          () -> {
            try (TcpFrames client = connect()) {
              client.settle();
              return true;
            } catch (IOException full) {
              return false;
            }
          });
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void the_web_port_speaks_tls() throws Exception {
    assertThat(bridges.webUrl()).startsWith("https://");
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.client()).build();
    HttpRequest page =
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + bridges.webPort() + "/eventbus/info"))
            .header("Origin", "https://localhost:" + bridges.webPort())
            .build();

    assertThat(client.send(page, HttpResponse.BodyHandlers.ofString()).body())
        .contains("websocket");
  }
}
