package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.RawWebSocket.PLAIN;
import static io.diemnet.node.bridge.RawWebSocket.SESSION;
import static io.diemnet.node.bridge.TcpFrames.request;
import static io.diemnet.node.bridge.TwoNetworks.config;
import static io.diemnet.node.bridge.TwoNetworks.waitFor;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.diemnet.node.bridge.BridgeMeters.Event;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who has not shown the token: how many there may be, how often they may guess, what is logged. */
class StrangersTest {

  private static final String TOKEN = "a-secret-of-this-node";
  private static final JsonObject QUESTION = request("diemnet.networks", null);

  private final TwoNetworks networks = new TwoNetworks();
  private final BridgeConfig config = config(TOKEN, false);
  private final List<AutoCloseable> clients = new ArrayList<>();
  private Bridges bridges;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    networks.close();
  }

  private void open(int maxClients, int maxStrangers) {
    bridges =
        networks.open(
            config,
            new BridgeLimits(1 << 20, 1 << 20, maxClients, maxStrangers, 16, 16, 60_000, 60_000));
  }

  private TcpFrames tcp() throws IOException {
    TcpFrames client = new TcpFrames(bridges.tcpPort());
    clients.add(client);
    return client;
  }

  private TcpFrames friend() throws IOException {
    return show(TOKEN);
  }

  private TcpFrames show(String token) throws IOException {
    return tcp().send(QUESTION.copy().put("headers", new JsonObject().put("token", token)));
  }

  private RawWebSocket web(String path, String... headers) throws IOException {
    RawWebSocket client = new RawWebSocket(bridges.webPort(), path, headers);
    clients.add(client);
    return client;
  }

  // ---- places

  @Test
  void silent_tcp_connections_do_not_keep_out_a_client_that_knows_the_token() throws IOException {
    open(2, 4);
    TcpFrames first = friend();
    assertThat(first.read().getString("type")).isEqualTo("message");
    for (int i = 0; i < 12; i++) {
      tcp();
    }
    TcpFrames second = friend();
    assertThat(second.read().getString("type")).isEqualTo("message");

    assertThat(((TcpFrames) clients.get(1)).isClosed()).as("the oldest silent one").isTrue();
    waitFor("all too many to be gone", () -> bridges.tcpMeters().counted(Event.MADE_ROOM) == 9);
    assertThat(friend().read().getInteger("failureCode")).as("a third client").isEqualTo(429);
    first.settle();
    second.settle();
  }

  @Test
  void silent_web_connections_do_not_keep_out_a_client_that_knows_the_token() throws IOException {
    open(2, 4);
    String path = SESSION + "?token=" + TOKEN;
    RawWebSocket client = web(path).opened();
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridges.webPort());
      clients.add(socket);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(US_ASCII));
      silent.add(socket);
    }
    assertThat(web(PLAIN + "?token=" + TOKEN).opened().send(QUESTION).read().getString("type"))
        .isEqualTo("rec");

    silent.get(0).setSoTimeout(60_000);
    assertThat(silent.get(0).getInputStream().read()).as("the oldest silent one").isEqualTo(-1);
    waitFor("all too many to be gone", () -> bridges.webMeters().counted(Event.MADE_ROOM) == 9);
    assertThat(web(path).status()).as("a third client").isEqualTo("503");
    assertThat(client.send(QUESTION).read().getString("type")).isEqualTo("rec");
  }

  // ---- guesses

  @Test
  void an_address_that_guesses_tokens_is_slowed_down_on_both_ports() throws IOException {
    open(64, 64);
    for (int i = 0; i < TokenGate.BURST; i++) {
      assertThat(show("guess " + i).read().getInteger("failureCode")).isEqualTo(401);
      assertThat(web(PLAIN + "?token=guess" + i).status()).isEqualTo("401");
    }
    // One guess may have come back meanwhile, or several on a slow machine.
    waitFor(
        "the address to be refused over TCP",
        () -> {
          try {
            return show("guess").read().getInteger("failureCode") == 429;
          } catch (IOException failure) {
            throw new AssertionError(failure);
          }
        });
    waitFor(
        "the address to be refused on the web port",
        () -> {
          try {
            return web(PLAIN, "Authorization: Bearer guess").status().equals("429");
          } catch (IOException failure) {
            throw new AssertionError(failure);
          }
        });
    assertThat(bridges.tcpMeters().counted(Event.TOO_MANY_GUESSES)).isEqualTo(1);
    assertThat(bridges.webMeters().counted(Event.TOO_MANY_GUESSES)).isEqualTo(1);
    assertThat(web("/?token=" + TOKEN).status()).as("the pages").isEqualTo("200");
    waitFor(
        "the token to be looked at again",
        () -> {
          try {
            return friend().read().getString("type").equals("message");
          } catch (IOException failure) {
            throw new AssertionError(failure);
          }
        });
  }

  // ---- the log

  /** All that is logged at any level, as text. */
  private static final class Everything extends AppenderBase<ILoggingEvent> {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      StringBuilder line = new StringBuilder(event.getFormattedMessage());
      for (IThrowableProxy it = event.getThrowableProxy(); it != null; it = it.getCause()) {
        line.append(' ').append(it.getMessage());
      }
      lines.add(line.toString());
    }
  }

  @Test
  void no_token_reaches_the_log_at_any_level() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    Everything log = new Everything();
    log.setContext(root.getLoggerContext());
    log.start();
    open(16, 16);
    List<ch.qos.logback.core.Appender<ILoggingEvent>> others = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(root::detachAppender);
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    try {
      for (String shown : List.of(TOKEN, "wrong-secret-token")) {
        for (String path : List.of(PLAIN, SESSION, "/eventbus/info", "/", "/none", "/eventbus/x")) {
          web(path + "?token=" + shown);
          web(path + "?x=%zz&token=" + shown);
          web(path, "Authorization: Bearer " + shown);
          web(path + "?token=" + shown, "Host: evil.example");
          web(path + "?token=" + shown + " and more");
          web(path + "?token=" + shown, "X-Long: " + "x".repeat(10_000));
          web(path + "?" + "x".repeat(5000) + "&token=" + shown);
        }
        show(shown).read();
      }
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
      others.forEach(root::addAppender);
    }
    assertThat(log.lines)
        .anyMatch(line -> line.contains("accepting request"))
        .noneMatch(line -> line.contains("secret"));
  }
}
