package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.RawWebSocket.SESSION;
import static io.diemnet.node.bridge.TcpFrames.register;
import static io.diemnet.node.bridge.TcpFrames.request;
import static io.diemnet.node.bridge.TwoNetworks.CHAT;
import static io.diemnet.node.bridge.TwoNetworks.await;
import static io.diemnet.node.bridge.TwoNetworks.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.vertx.SendOptions;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No client of a bridge, whatever it sends, holds an event loop that carries peers. */
class BridgeLoopTest {

  private static final int MIB = 1024 * 1024;
  private static final int FRAME = 64 * MIB;

  private final TwoNetworks networks = new TwoNetworks();
  private final Bridges bridges =
      networks.open(
          new BridgeConfig("127.0.0.1", 0, 0, null, false, List.of(), null, FRAME, FRAME),
          new BridgeLimits(FRAME, FRAME, 8, 16, 16, 16, 60_000, 60_000));

  @AfterEach
  void stop() {
    networks.close();
  }

  /** The threads of the loops that peers can be on. */
  private Set<Thread> peersThreads() {
    Set<Thread> threads = new HashSet<>();
    for (EventExecutor loop : ((VertxInternal) networks.vertx).nettyEventLoopGroup()) {
      threads.add(loop.submit(Thread::currentThread).syncUninterruptibly().getNow());
    }
    return threads;
  }

  private JsonObject call(byte[] payload) {
    return new JsonObject()
        .put("peer", networks.farId.toString())
        .put("protocol", "Chat")
        .put("payload", Base64.getEncoder().encodeToString(payload));
  }

  @Test
  void json_and_base64_of_a_client_are_never_the_work_of_a_peers_loop() throws IOException {
    Set<Thread> peers = peersThreads();
    Map<String, Thread> senders = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<Object> bodies = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Thread> takers = new ConcurrentLinkedQueue<>();
    networks
        .vertx
        .eventBus()
        .addOutboundInterceptor(
            sent -> {
              String address = sent.message().address();
              senders.put(address, Thread.currentThread());
              if (address.equals(networks.bus.rpc())) {
                bodies.add(sent.body());
              }
              sent.next();
            })
        .addInboundInterceptor(
            taken -> {
              if (taken.message().address().equals(networks.bus.inbound(CHAT))) {
                takers.add(Thread.currentThread());
              }
              taken.next();
            });
    networks.far.rpcHandler(CHAT, message -> Future.succeededFuture(message.payload()));
    byte[] payload = new byte[MIB];
    try (TcpFrames tcp = new TcpFrames(bridges.tcpPort());
        RawWebSocket web = new RawWebSocket(bridges.webPort(), SESSION)) {
      JsonObject answer = tcp.ask(networks.bus.rpc(), call(payload)).getJsonObject("body");
      assertThat(answer.getString("payload")).hasSize(4 * ((MIB + 2) / 3));
      assertThat(senders.remove(networks.bus.rpc())).isNotIn(peers);
      web.opened().send(request(networks.bus.rpc(), call(payload)));
      assertThat(web.read().getString("type")).isEqualTo("rec");
      assertThat(senders.remove(networks.bus.rpc())).isNotIn(peers);
      assertThat(bodies).hasSize(2).allMatch(body -> body instanceof Buffer);

      tcp.send(register(networks.bus.inbound(CHAT))).settle();
      await(networks.far.directSend(networks.nearId, CHAT, Buffer.buffer(payload)));
      assertThat(tcp.read().getJsonObject("body").getString("payload")).isNotEmpty();
      assertThat(takers).hasSize(1).doesNotContainAnyElementsOf(peers);
    }
  }

  @Test
  void an_array_of_millions_of_messages_and_a_large_call_do_not_hold_up_a_peer() throws Exception {
    networks.far.rpcHandler(CHAT, message -> Future.succeededFuture(message.payload()));
    StringBuilder array = new StringBuilder("[\"\"");
    array.append(",\"\"".repeat(7_000_000)).append(']');
    Thread bomber =
        new Thread(
            () -> {
              try (RawWebSocket web = new RawWebSocket(bridges.webPort(), SESSION)) {
                web.opened().sendText(array.toString());
              } catch (IOException dropped) {
                // as it should be
              }
            });
    try (TcpFrames tcp = new TcpFrames(bridges.tcpPort())) {
      bomber.start();
      tcp.send(request(networks.bus.rpc(), call(new byte[30 * MIB])));
      List<Future<Buffer>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        calls.add(
            networks.far.rpc(
                networks.nearId, CHAT, Buffer.buffer("x"), new SendOptions(30_000, 0, null)));
        for (EventExecutor loop : ((VertxInternal) networks.vertx).nettyEventLoopGroup()) {
          loop.submit(() -> {}).syncUninterruptibly();
        }
      }
      // Nobody serves the protocol at the near side: what counts is that the answer comes at once.
      for (Future<Buffer> call : calls) {
        waitFor("the peer to answer", call::isComplete);
      }
      assertThat(tcp.read().getInteger("failureCode")).isEqualTo(413);
      tcp.settle();
    }
    waitFor(
        "the array to be refused", () -> bridges.webMeters().counted(Event.TOO_MANY_MESSAGES) == 1);
    bomber.join();
    waitFor("its memory to be free", () -> bridges.heldBytes() == 0);
  }
}
