package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.TcpFrames.register;
import static io.diemnet.node.bridge.TcpFrames.request;
import static io.diemnet.node.bridge.TwoNetworks.CHAT;
import static io.diemnet.node.bridge.TwoNetworks.await;
import static io.diemnet.node.bridge.TwoNetworks.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of a node, as the clients of its bridges see it. */
class GoingAwayTest {

  private static final String NOTICES = "diemnet.bridge";

  private final TwoNetworks networks = new TwoNetworks();

  @AfterEach
  void stop() {
    networks.close();
  }

  private JsonObject call() {
    return new JsonObject()
        .put("peer", networks.farId.toString())
        .put("protocol", CHAT.name())
        .put("payload", "aGk=");
  }

  @Test
  void clients_are_told_then_new_work_is_refused_and_accepted_calls_finish() throws Exception {
    Bridges bridges = networks.open(config(), config().limits());
    Promise<Buffer> farAnswers = Promise.promise();
    networks.far.rpcHandler(CHAT, message -> farAnswers.future());
    String served = networks.bus.inbound(CHAT);
    try (TcpFrames client = new TcpFrames(bridges.tcpPort());
        TcpFrames unaware = new TcpFrames(bridges.tcpPort())) {
      client.send(register(served)).send(register(NOTICES)).settle();
      unaware.settle();
      Future<Buffer> inbound = networks.far.rpc(networks.nearId, CHAT, Buffer.buffer("in flight"));
      JsonObject asked = client.read();
      client.send(request(networks.bus.rpc(), call()));

      bridges.leave(60_000);

      JsonObject notice = client.read();
      assertThat(notice.getString("address")).isEqualTo(NOTICES);
      assertThat(notice.getJsonObject("body").getString("type")).isEqualTo("going-away");
      assertThat(notice.getJsonObject("body").getLong("delay")).isEqualTo(60_000);
      // Served as before. A client that did not ask for notices gets none.
      assertThat(unaware.ask(networks.bus.info(), null).getString("type")).isEqualTo("message");
      unaware.send(register(NOTICES));
      assertThat(unaware.read().getJsonObject("body")).isEqualTo(notice.getJsonObject("body"));

      bridges.refuse();

      JsonObject refused = unaware.ask(networks.bus.rpc(), call());
      assertThat(refused.getInteger("failureCode")).isEqualTo(503);
      assertThat(refused.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
      JsonObject refusedRegistration = unaware.send(register(served)).read();
      assertThat(refusedRegistration.getInteger("failureCode")).isEqualTo(503);
      assertThat(refusedRegistration.getString("sourceAddress")).isEqualTo(served);
      try (TcpFrames late = new TcpFrames(bridges.tcpPort())) {
        assertThat(late.isClosed()).isTrue();
      }

      client.send(
          new JsonObject()
              .put("type", "send")
              .put("address", asked.getString("replyAddress"))
              .put("body", new JsonObject().put("payload", "eWVz")));
      assertThat(await(inbound)).isEqualTo(Buffer.buffer("yes"));

      // The end waits for the answer that the client is owed.
      Future<Void> closed = bridges.close();
      farAnswers.complete(Buffer.buffer("late answer"));
      assertThat(client.read().getJsonObject("body").getString("payload"))
          .isEqualTo(
              Base64.getEncoder().encodeToString("late answer".getBytes(StandardCharsets.UTF_8)));
      assertThat(client.isClosed()).isTrue();
      await(closed);
    }
  }
}
