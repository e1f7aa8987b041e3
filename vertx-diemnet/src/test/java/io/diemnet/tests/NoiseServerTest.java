package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InvalidOptionsException;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseClientOptions;
import io.diemnet.vertx.NoiseException;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.NoiseSocket;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets a connection and who does not, and what either side is told. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NoiseServerTest {

  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final PrivateKey serverKey = PrivateKey.generate();
  private final PrivateKey clientKey = PrivateKey.generate();
  private final LinkedBlockingQueue<NoiseSocket> accepted = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<NoiseException> refused = new LinkedBlockingQueue<>();
  private final NoiseClient client =
      NoiseClient.create(vertx, new NoiseClientOptions().setPrivateKey(clientKey));

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void a_mutual_server_lets_in_whom_it_trusts_and_nobody_else() throws Exception {
    NoiseServer server = listen(options().setMutualAuthentication(true));
    DiemNetException failure = dialFailure(server, client);
    assertThat(failure.code()).isEqualTo(FailureCode.DIAL_FAILED);
    assertThat(failure).hasMessageContaining("Noise handshake").hasMessageContaining(HOST);
    assertRefused("unknown-peer");

    server.setTrustedPeers(Map.of(client.peerId(), trusted(clientKey.publicKey())));
    dial(server, client);
    assertThat(accept().remoteRole()).isEqualTo(PeerRole.VALIDATOR);

    server.setTrustedPeers(Map.of(client.peerId(), trusted(PrivateKey.generate().publicKey())));
    dialFailure(server, client);
    assertRefused("key-mismatch");
  }

  @Test
  void keys_in_the_addresses_of_trusted_peers_count() throws Exception {
    NetworkAddress address =
        NetworkAddress.parse("/ip4/127.0.0.1/tcp/1").withNoise(clientKey.publicKey(), 0);
    NoiseServer server =
        listen(
            options()
                .setMutualAuthentication(true)
                .addTrustedPeer(client.peerId(), PeerConfig.of(address, PeerRole.UPSTREAM)));
    dial(server, client);
    assertThat(accept().remoteRole()).isEqualTo(PeerRole.UPSTREAM);
  }

  @Test
  void an_open_server_takes_unknown_peers_under_the_id_of_their_key_only() throws Exception {
    NoiseServer server = listen(options());
    dial(server, client);
    assertThat(accept().remotePeerId()).isEqualTo(PeerId.fromPublicKey(clientKey.publicKey()));
    PeerId other = PeerId.parse("000102030405060708090a0b0c0d0e0f");
    NoiseClient impostor =
        NoiseClient.create(
            vertx, new NoiseClientOptions().setPrivateKey(clientKey).setPeerId(other));
    dialFailure(server, impostor);
    NoiseException refusal = assertRefused("derived-id-mismatch");
    assertThat(refusal).hasMessageContaining(other.toString());
  }

  @Test
  void a_dial_with_the_wrong_key_or_to_oneself_fails() throws Exception {
    NoiseServer server = listen(options());
    assertThatThrownBy(
            () ->
                client
                    .connect(server.actualPort(), HOST, PrivateKey.generate().publicKey())
                    .await(30, TimeUnit.SECONDS))
        .isInstanceOf(DiemNetException.class)
        .hasMessageContaining("Noise handshake");
    assertRefused("wrong-key");
    NoiseClient itself =
        NoiseClient.create(vertx, new NoiseClientOptions().setPrivateKey(serverKey));
    dialFailure(server, itself);
    assertRefused("self-dial");
  }

  @Test
  void a_recorded_handshake_is_no_use_to_who_recorded_it() throws Exception {
    NoiseServer server =
        listen(
            options()
                .setMutualAuthentication(true)
                .addTrustedPeer(client.peerId(), trusted(clientKey.publicKey())));
    TcpRelay relay = TcpRelay.start(vertx, server.actualPort());
    client.connect(relay.port(), HOST, serverKey.publicKey()).await(30, TimeUnit.SECONDS);
    accept();
    Buffer recorded = relay.seen();
    assertThat(recorded.length()).isEqualTo(152);
    RawClient replayer = new RawClient(server.actualPort());
    replayer.socket.write(recorded);
    replayer.awaitClosed();
    assertThat(replayer.received.length()).isZero();
    assertRefused("replay");
    dial(server, client);
    accept();
  }

  @Test
  void garbage_is_closed_without_a_word() throws Exception {
    NoiseServer server = listen(options());
    RawClient garbage = new RawClient(server.actualPort());
    garbage.socket.write(Buffer.buffer(new byte[1000]));
    garbage.awaitClosed();
    assertThat(garbage.received.length()).isZero();
    assertRefused("wrong-key");
  }

  @Test
  void who_says_nothing_or_stops_halfway_is_closed_at_the_deadline() throws Exception {
    NoiseServer server = listen(options().setHandshakeTimeout(200));
    RawClient silent = new RawClient(server.actualPort());
    RawClient half = new RawClient(server.actualPort());
    half.socket.write(Buffer.buffer(new byte[151]));
    silent.awaitClosed();
    half.awaitClosed();
    assertRefused("incomplete");
    assertRefused("incomplete");
    assertThat(accepted).isEmpty();
  }

  @Test
  void handshakes_that_are_not_complete_are_bounded() throws Exception {
    NoiseServer server = listen(options().setMaxHandshakes(2));
    List<RawClient> clients =
        List.of(
            new RawClient(server.actualPort()),
            new RawClient(server.actualPort()),
            new RawClient(server.actualPort()));
    // Each comes on another event loop: the one that is too many need not be the last.
    CompletableFuture.anyOf(
            clients.stream().map(each -> each.closed).toArray(CompletableFuture<?>[]::new))
        .get(30, TimeUnit.SECONDS);
    assertRefused("overloaded");
    List<RawClient> held = clients.stream().filter(each -> !each.closed.isDone()).toList();
    assertThat(held).hasSize(2);
    held.get(0).socket.close();
    assertRefused("incomplete");
    dial(server, client);
    accept();
    held.get(1).socket.close();
    assertRefused("incomplete");
  }

  @Test
  void connections_that_say_nothing_make_room_for_newcomers() throws Exception {
    NoiseServer server = listen(options().setMaxHandshakes(2));
    RawClient first = new RawClient(server.actualPort());
    RawClient second = new RawClient(server.actualPort());
    for (int i = 0; i < 3; i++) {
      dial(server, client);
      accept();
    }
    assertRefused("overloaded");
    CompletableFuture.anyOf(first.closed, second.closed).get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_listener_that_never_answers_fails_the_dial_at_its_deadline() throws Exception {
    NetServer mute = vertx.createNetServer().connectHandler(NetSocket::pause);
    mute.listen(0, HOST).await(30, TimeUnit.SECONDS);
    NoiseClient impatient =
        NoiseClient.create(vertx, new NoiseClientOptions().setHandshakeTimeout(2_000));
    assertThatThrownBy(
            () ->
                impatient
                    .connect(mute.actualPort(), HOST, serverKey.publicKey())
                    .await(30, TimeUnit.SECONDS))
        .isInstanceOf(DiemNetException.class)
        .hasMessageContaining("Noise handshake")
        .hasMessageContaining("2000 ms");
  }

  @Test
  void a_dial_names_the_step_that_failed() throws Exception {
    // Bound and not listening: refused for certain, and nobody else gets the port meanwhile.
    try (Socket bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = bound.getLocalPort();
      assertThatThrownBy(
              () -> client.connect(port, HOST, serverKey.publicKey()).await(30, TimeUnit.SECONDS))
          .hasMessageContaining("TCP connection")
          .hasMessageContaining(HOST + " port " + port);
    }
    assertThatThrownBy(
            () ->
                client
                    .connect(80, "no such host.invalid", serverKey.publicKey())
                    .await(60, TimeUnit.SECONDS))
        .hasMessageContaining("name lookup");
    for (String text : List.of("/memory/7", "/ip4/127.0.0.1/tcp/80")) {
      assertThatThrownBy(
              () -> client.connect(NetworkAddress.parse(text)).await(30, TimeUnit.SECONDS))
          .hasMessageContaining("cannot dial " + text);
    }
  }

  @Test
  void dials_addresses_by_number_and_by_name() throws Exception {
    NoiseServer server = listen(options());
    for (String base : List.of("/ip4/127.0.0.1", "/dns4/localhost")) {
      NetworkAddress address =
          NetworkAddress.parse(base + "/tcp/" + server.actualPort())
              .withNoise(serverKey.publicKey(), 0);
      NoiseSocket socket = client.connect(address).await(30, TimeUnit.SECONDS);
      assertThat(socket.remotePublicKey()).isEqualTo(serverKey.publicKey());
      accept();
    }
  }

  @Test
  void without_a_private_key_a_fresh_one_is_made() throws Exception {
    NoiseServer server = NoiseServer.create(vertx, new NoiseServerOptions().setHost(HOST));
    server.connectHandler(accepted::add).listen().await(30, TimeUnit.SECONDS);
    NoiseClient fresh = NoiseClient.create(vertx, new NoiseClientOptions());
    fresh.connect(server.actualPort(), HOST, server.publicKey()).await(30, TimeUnit.SECONDS);
    assertThat(accept().remotePublicKey()).isEqualTo(fresh.publicKey());
    assertThat(fresh.publicKey()).isNotEqualTo(server.publicKey());
  }

  @Test
  void worker_contexts_are_refused_with_words() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    AbstractVerticle verticle =
        new AbstractVerticle() {
          @Override
          public void start(Promise<Void> started) {
            Future<NoiseServer> listening =
                NoiseServer.create(vertx, options()).connectHandler(accepted::add).listen();
            listening.onComplete(
                result -> {
                  failure.complete(result.cause());
                  started.complete();
                });
          }
        };
    vertx
        .deployVerticle(verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
        .await(30, TimeUnit.SECONDS);
    assertThat(failure.get(30, TimeUnit.SECONDS)).hasMessageContaining("event-loop context");
  }

  @Test
  void options_survive_json_except_for_the_private_key() {
    NoiseServerOptions options =
        options()
            .setPeerId(PeerId.parse("000102030405060708090a0b0c0d0e0f"))
            .setPort(6180)
            .setMutualAuthentication(true)
            .setHandshakeTimeout(7)
            .setMaxHandshakes(8)
            .addTrustedPeer(client.peerId(), trusted(clientKey.publicKey()));
    JsonObject json = options.toJson();
    assertThat(new NoiseServerOptions(json).toJson()).isEqualTo(json);
    assertThat(new NoiseServerOptions(options).toJson()).isEqualTo(json);
    assertThat(new NoiseServerOptions(options).getPrivateKey()).isEqualTo(serverKey);
    assertThat(json.encode()).doesNotContain("rivateKey");
    json.put("privateKey", "11".repeat(32));
    assertThat(new NoiseServerOptions(json).getPrivateKey())
        .isEqualTo(PrivateKey.parse("11".repeat(32)));
    JsonObject wrong = new JsonObject().put("port", 70_000).put("prot", 1).put("peerId", "x");
    assertThatThrownBy(() -> new NoiseServerOptions(wrong))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("port: ")
        .hasMessageContaining("prot: ")
        .hasMessageContaining("peerId: ");

    NoiseClientOptions clientOptions =
        new NoiseClientOptions().setHandshakeTimeout(9).setPeerId(client.peerId());
    assertThat(new NoiseClientOptions(clientOptions.toJson()).toJson())
        .isEqualTo(new NoiseClientOptions(clientOptions).toJson());
    assertThatThrownBy(() -> new NoiseClientOptions(new JsonObject().put("port", 1)))
        .isInstanceOf(InvalidOptionsException.class);
  }

  private NoiseServerOptions options() {
    return new NoiseServerOptions().setPrivateKey(serverKey).setHost(HOST);
  }

  private NoiseServer listen(NoiseServerOptions options) throws Exception {
    return NoiseServer.create(vertx, options)
        .connectHandler(accepted::add)
        .exceptionHandler(failure -> refused.add((NoiseException) failure))
        .listen()
        .await(30, TimeUnit.SECONDS);
  }

  private static PeerConfig trusted(PublicKey key) {
    return new PeerConfig(List.of(), List.of(key), PeerRole.VALIDATOR);
  }

  private NoiseSocket dial(NoiseServer server, NoiseClient from) throws Exception {
    return from.connect(server.actualPort(), HOST, server.publicKey()).await(30, TimeUnit.SECONDS);
  }

  private DiemNetException dialFailure(NoiseServer server, NoiseClient from) {
    DiemNetException failure =
        catchThrowableOfType(DiemNetException.class, () -> dial(server, from));
    assertThat(failure).as("a failed dial").isNotNull();
    return failure;
  }

  private NoiseSocket accept() throws InterruptedException {
    NoiseSocket socket = accepted.poll(30, TimeUnit.SECONDS);
    assertThat(socket).as("a connection").isNotNull();
    return socket;
  }

  private NoiseException assertRefused(String reason) throws InterruptedException {
    NoiseException refusal = refused.poll(30, TimeUnit.SECONDS);
    assertThat(refusal).as("a refusal for %s", reason).isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
    return refusal;
  }

  /** A client of TCP only. */
  private final class RawClient {

    private final NetClient tcp = vertx.createNetClient();
    private final Buffer received = Buffer.buffer();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final NetSocket socket;

    RawClient(int port) throws Exception {
      CompletableFuture<NetSocket> connected = new CompletableFuture<>();
      // On one context, so that no end comes before its handler is set.
      vertx.runOnContext(
          ignored ->
              tcp.connect(port, HOST)
                  .onComplete(
                      opened -> {
                        opened.handler(received::appendBuffer);
                        opened.exceptionHandler(reset -> {});
                        opened.closeHandler(done -> closed.complete(null));
                        connected.complete(opened);
                      },
                      connected::completeExceptionally));
      socket = connected.get(30, TimeUnit.SECONDS);
    }

    void awaitClosed() throws Exception {
      closed.get(30, TimeUnit.SECONDS);
    }
  }
}
