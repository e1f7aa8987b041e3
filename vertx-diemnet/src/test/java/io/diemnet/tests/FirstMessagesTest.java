package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.ALL_PROTOCOLS;
import static io.diemnet.tests.HostilePeer.TESTING;
import static io.diemnet.tests.HostilePeer.VALIDATOR;
import static io.diemnet.tests.HostilePeer.directSend;
import static io.diemnet.tests.HostilePeer.handshakeFrame;
import static io.diemnet.tests.HostilePeer.hex;
import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.HostilePeer.ping;
import static io.diemnet.tests.HostilePeer.pong;
import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing is lost where one step of the upgrade ends and the next begins. */
class FirstMessagesTest {

  private static final byte[] HANDSHAKE = handshakeFrame(TESTING, VALIDATOR, ALL_PROTOCOLS);

  private final HostileNode node = new HostileNode(options -> options);
  private final List<String> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    node.close();
  }

  private void receive() {
    node.network.directSendHandler(
        MEMPOOL_DIRECT_SEND, message -> received.add(message.payload().toString()));
  }

  @Test
  void first_messages_in_the_noise_frame_of_the_handshake_message() {
    receive();
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      peer.send(join(HANDSHAKE, directSend(2, "first".getBytes(UTF_8)), ping(0, 7)));
      peer.readHandshake();
      assertThat(peer.readAnswer()).isEqualTo(hex(pong(0, 7)).substring(8));
    }
    waitFor("the first message", () -> received.equals(List.of("first")));
  }

  @Test
  void a_message_that_begins_in_the_frame_of_the_handshake_message_and_ends_in_another() {
    receive();
    byte[] message = directSend(2, "in two parts".getBytes(UTF_8));
    for (int cut = 1; cut < message.length; cut++) {
      received.clear();
      try (HostilePeer peer = node.dial()) {
        peer.noise(node.publicKey());
        byte[] stream = join(HANDSHAKE, message);
        int at = HANDSHAKE.length + cut;
        peer.write(
            join(
                peer.frame(Arrays.copyOf(stream, at)),
                peer.frame(Arrays.copyOfRange(stream, at, stream.length))));
        waitFor("the message cut after " + cut, () -> received.equals(List.of("in two parts")));
      }
    }
  }

  @Test
  void handshake_message_and_first_messages_one_byte_at_a_time() {
    receive();
    try (HostilePeer peer = node.dial()) {
      peer.writeByByte(peer.clientMessage(node.publicKey()));
      peer.readServerMessage();
      byte[] stream = join(HANDSHAKE, directSend(2, "slowly".getBytes(UTF_8)));
      peer.writeByByte(peer.frames(stream, 1));
      waitFor("the first message", () -> received.equals(List.of("slowly")));
      peer.readHandshake();
      peer.assertAlive();
    }
  }

  @Test
  void a_listeners_noise_message_handshake_message_and_first_messages_in_one_segment()
      throws IOException {
    receive();
    PrivateKey key = node.trusted;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<PeerInfo> dialed = node.network.dial(id(key), HostilePeer.address(server, key));
      try (HostilePeer listener = HostilePeer.accept(server, key)) {
        byte[] noise = listener.serverMessage();
        byte[] first =
            join(HANDSHAKE, directSend(2, "at once".getBytes(UTF_8)), ping(0xffffffff, 9));
        listener.write(join(noise, listener.frame(first)));
        await(dialed);
        listener.readHandshake();
        assertThat(listener.readAnswer()).isEqualTo(hex(pong(0xffffffff, 9)).substring(8));
        waitFor("the first message", () -> received.equals(List.of("at once")));
      }
    }
  }

  @Test
  void what_was_sent_before_the_end_of_the_stream_is_delivered() {
    receive();
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      peer.send(join(HANDSHAKE, directSend(2, "and gone".getBytes(UTF_8))));
      peer.shutdownOutput();
      waitFor("the message", () -> received.equals(List.of("and gone")));
    }
  }

  @Test
  void new_peer_comes_before_the_first_message_for_java_handlers_on_one_context() {
    onContext(
        () -> {
          node.network.peerHandler(event -> received.add(event.getClass().getSimpleName()));
          receive();
        });
    assertEventFirst(200);
  }

  @Test
  void new_peer_comes_before_the_first_message_for_event_bus_consumers_on_one_context() {
    onContext(
        () -> {
          node.vertx
              .eventBus()
              .<JsonObject>consumer(
                  "diemnet.node.events",
                  event ->
                      received.add(
                          switch (event.body().getString("type")) {
                            case "new-peer" -> "NewPeer";
                            case "lost-peer" -> "LostPeer";
                            default -> "Refused";
                          }));
          node.vertx
              .eventBus()
              .<Buffer>consumer(
                  "diemnet.node.in.MempoolDirectSend",
                  message -> received.add(message.body().toString()));
        });
    assertEventFirst(200);
  }

  private void onContext(Runnable register) {
    Promise<Void> registered = Promise.promise();
    node.vertx.runOnContext(
        begin -> {
          register.run();
          registered.complete();
        });
    await(registered.future());
  }

  /** Connects again and again with a first message in the handshake's frame. */
  private void assertEventFirst(int rounds) {
    for (int round = 0; round < rounds; round++) {
      received.clear();
      try (HostilePeer peer = node.dial()) {
        peer.noise(node.publicKey());
        peer.send(join(HANDSHAKE, directSend(2, "first".getBytes(UTF_8))));
        waitFor("both", () -> received.size() == 2);
        assertThat(received).containsExactly("NewPeer", "first");
      }
      waitFor("the loss", () -> received.contains("LostPeer"));
    }
  }

  @Test
  void two_dials_of_one_identity_within_a_millisecond_both_succeed() {
    Vertx vertx = Vertx.vertx();
    PrivateKey dialer = PrivateKey.generate();
    PrivateKey keyA = PrivateKey.generate();
    PrivateKey keyB = PrivateKey.generate();
    DiemNet a = TestNetwork.start(vertx, validator("a", keyA).addSeed(id(dialer), trust(dialer)));
    DiemNet b = TestNetwork.start(vertx, validator("b", keyB).addSeed(id(dialer), trust(dialer)));
    DiemNet both =
        TestNetwork.start(
            vertx,
            validator("both", dialer)
                .addSeed(id(keyA), trust(keyA))
                .addSeed(id(keyB), trust(keyB)));
    NetworkAddress atA = a.info().address();
    NetworkAddress atB = b.info().address();
    for (int round = 0; round < 20; round++) {
      Future<PeerInfo> toA = both.dial(id(keyA), atA);
      Future<PeerInfo> toB = both.dial(id(keyB), atB);
      await(Future.all(toA, toB));
      await(Future.all(both.disconnect(id(keyA)), both.disconnect(id(keyB))));
    }
    assertThat(a.info().inboundFailures()).isEmpty();
    assertThat(b.info().inboundFailures()).isEmpty();
    await(vertx.close());
  }
}
