package io.diemnet.node.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a stranger can do at the metrics port. */
class MetricsPortTest {

  private final Vertx vertx = Vertx.vertx();
  private final NodeMeters meters = new NodeMeters();
  private final List<Socket> sockets = new ArrayList<>();
  private int port;

  @BeforeEach
  void open() throws Exception {
    String url =
        new MetricsEndpoint(vertx, meters, new NodeHealth(List.of()))
            .open(new JsonObject().put("port", 0))
            .await(60, TimeUnit.SECONDS);
    port = URI.create(url).getPort();
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    vertx.close().await(60, TimeUnit.SECONDS);
    meters.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    return socket;
  }

  private static String request(String path, String host) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  private String head(String request) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    return head(socket.getInputStream());
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private double counted(String reason) {
    Counter counter =
        meters.registry().find("diemnet.metrics.events").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void pipelined_requests_neither_fill_the_log_nor_the_memory() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try {
      byte[] many = request("/health", "localhost").repeat(40_000).getBytes(US_ASCII);
      try {
        connect().getOutputStream().write(many);
      } catch (SocketException dropped) {
        // as it should be
      }
      Awaitility.await("the client to be dropped")
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> counted("pipelined") == 1);
      Socket asking = connect();
      asking.setReceiveBufferSize(4096);
      Awaitility.await("a client that goes on asking and does not read to be dropped")
          .atMost(60, TimeUnit.SECONDS)
          .pollInterval(1, TimeUnit.MILLISECONDS)
          .until(
              () -> {
                try {
                  asking.getOutputStream().write(many, 0, 400);
                } catch (SocketException dropped) {
                  return true;
                }
                return false;
              });
      for (int i = 0; i < 20; i++) {
        Socket gone = connect();
        gone.getOutputStream().write(many, 0, 4096);
        gone.setSoLinger(true, 0);
        gone.close();
      }
      assertThat(head(request("/health", "localhost"))).startsWith("HTTP/1.1 200");
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list).hasSizeLessThan(20);
  }

  @Test
  void connections_are_bounded_and_the_silent_ones_make_room() throws Exception {
    for (int i = 0; i < MetricsPort.MAX_CONNECTIONS; i++) {
      connect().getOutputStream().write("GET /health HTTP/1.1\r\n".getBytes(US_ASCII));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(head(request("/health", "localhost"))).startsWith("HTTP/1.1 200");
    }
    assertThat(counted("made-room")).isEqualTo(10);
    assertThat(sockets.get(0).getInputStream().read()).isEqualTo(-1);
    sockets.get(20).getOutputStream().write("Host: localhost\r\n\r\n".getBytes(US_ASCII));
    assertThat(head(sockets.get(20).getInputStream())).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:9090", "192.0.2.1", "localhost.evil", ""})
  void a_web_page_with_a_foreign_name_learns_nothing(String host) throws IOException {
    assertThat(head(request("/metrics", host))).startsWith("HTTP/1.1 403");
    assertThat(head(request("/health", host))).startsWith("HTTP/1.1 403");
  }

  @Test
  void this_machine_may_be_called_by_its_names_or_by_none() throws IOException {
    for (String host : List.of("localhost", "127.0.0.1:" + port, "[::1]:9")) {
      assertThat(head(request("/health", host))).as(host).startsWith("HTTP/1.1 200");
    }
    assertThat(head("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200");
  }

  @Test
  void every_answer_has_a_content_policy() throws IOException {
    for (String request :
        List.of(
            request("/metrics", "localhost"),
            request("/none", "localhost"),
            request("/health", "evil.example"),
            "rubbish\r\n\r\n",
            "GET /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n")) {
      assertThat(head(request).toLowerCase(java.util.Locale.ROOT))
          .contains("content-security-policy: default-src 'none'");
    }
  }
}
