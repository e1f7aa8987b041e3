package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.dial;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.diemnet.vertx.ConnectivityOptions;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log lines of connections: how many, at which level, and their structured fields. */
class LogLinesTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.diemnet.vertx");
  private final Level level = logger.getLevel();
  private final Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> log =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event);
        }
      };

  private final Vertx vertx = Vertx.vertx();
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void close() {
    logger.setLevel(level);
    logger.setAdditive(true);
    logger.detachAppender(log);
    await(vertx.close());
  }

  private static Map<String, String> fields(ILoggingEvent line) {
    Map<String, String> fields = new TreeMap<>();
    if (line.getKeyValuePairs() != null) {
      line.getKeyValuePairs().forEach(pair -> fields.put(pair.key, String.valueOf(pair.value)));
    }
    return fields;
  }

  /** The lines at INFO and above about this peer. */
  private List<ILoggingEvent> told(PrivateKey peer) {
    return lines.stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
        .filter(line -> id(peer).toString().equals(fields(line).get("peer")))
        .toList();
  }

  @Test
  void each_change_of_a_connection_is_one_line_with_its_fields() {
    DiemNet a =
        start(vertx, validator("a", keyA).setCloseReasons(true).addSeed(id(keyB), trust(keyB)));
    DiemNet b = start(vertx, validator("b", keyB).setCloseReasons(true).addSeed(id(keyA), dial(a)));
    waitFor("both to be connected", () -> connected(a, id(keyB)) && connected(b, id(keyA)));
    NetworkAddress address = a.info().address();
    await(a.close());
    waitFor("b to lose a", () -> !connected(b, id(keyA)));
    waitFor("the line of the end", () -> told(keyA).size() >= 2);

    List<ILoggingEvent> ofB = told(keyA);
    assertThat(fields(ofB.get(0)))
        .containsEntry("network", "b")
        .containsEntry("direction", "outbound")
        .containsEntry("address", address.toString())
        .containsEntry("connection", "0");
    assertThat(ofB.get(1).getFormattedMessage()).contains("ended").contains("it is going away");
    assertThat(fields(ofB.get(1)))
        .containsEntry("reason", "connection-lost")
        .containsEntry("connection", "0");
    assertThat(told(keyB)).as("the lines of a").hasSize(2);
    assertThat(fields(told(keyB).get(1))).containsEntry("reason", "requested");
  }

  @Test
  void a_failed_dial_is_one_line_without_a_stack_trace_and_retries_are_not_told() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    NetworkAddress nobody =
        NetworkAddress.parse("/ip4/127.0.0.1/tcp/" + port).withNoise(keyB.publicKey(), 0);
    start(
        vertx,
        validator("a", keyA)
            .setConnectivity(new ConnectivityOptions().setMaxDelay(20))
            .addSeed(id(keyB), PeerConfig.of(nobody, PeerRole.VALIDATOR)));
    waitFor(
        "some retries",
        () ->
            lines.stream().filter(line -> line.getFormattedMessage().contains("(attempt ")).count()
                >= 4);

    assertThat(told(keyB)).hasSize(1);
    assertThat(told(keyB).get(0).getFormattedMessage()).contains("failed at").contains("attempt 1");
    assertThat(fields(told(keyB).get(0)))
        .containsEntry("network", "a")
        .containsEntry("address", nobody.toString())
        .containsEntry("direction", "outbound")
        .containsEntry("reason", "connect");
    assertThat(lines).allMatch(line -> line.getThrowableProxy() == null);
  }

  @Test
  void a_lost_tie_break_is_no_alarm() {
    boolean ordered = id(keyA).compareTo(id(keyB)) < 0;
    PrivateKey lesser = ordered ? keyA : keyB;
    PrivateKey greater = ordered ? keyB : keyA;
    DiemNet node = start(vertx, validator("node", greater).addSeed(id(lesser), trust(lesser)));
    DiemNet other = start(vertx, validator("other", lesser).addSeed(id(greater), trust(greater)));
    await(node.dial(id(lesser), other.info().address()));
    waitFor("the other side to be connected", () -> connected(other, id(greater)));
    // The lesser dials too, from another program: what the greater dialed stays.
    try (HostilePeer second = HostilePeer.dial(node.info().address(), lesser)) {
      second.noise(greater.publicKey());
      second.send(
          HostilePeer.handshakeFrame(
              HostilePeer.TESTING, HostilePeer.VALIDATOR, HostilePeer.ALL_PROTOCOLS));
      second.readToEnd();
    }
    waitFor(
        "the line of the refusal",
        () -> lines.stream().anyMatch(line -> line.getFormattedMessage().contains("refused")));
    assertThat(lines)
        .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
    assertThat(lines)
        .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(line -> line.contains("already connected"));
  }
}
