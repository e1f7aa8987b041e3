package io.diemnet.vertx.impl.eventbus;

import static io.diemnet.vertx.impl.eventbus.BusFixture.await;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ADDRESS;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ALICE;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CAROL;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.SELF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class QuestionsAndAdminTest {

  private BusFixture fixture;

  @BeforeEach
  void start() {
    fixture = new BusFixture();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  // ---- questions

  @Test
  void peers_tells_all_that_is_known_of_each_connected_peer() {
    JsonArray peers = (JsonArray) fixture.ask(fixture.addresses.peers(), null);

    assertThat(peers).hasSize(2);
    JsonObject alice = peers.getJsonObject(0);
    assertThat(alice.fieldNames())
        .containsExactlyInAnyOrder(
            "peer",
            "address",
            "origin",
            "role",
            "protocols",
            "connectedAt",
            "pingMillis",
            "bytesIn",
            "bytesOut",
            "messagesIn",
            "messagesOut");
    assertThat(alice.getString("peer")).isEqualTo(ALICE.toString());
    assertThat(alice.getDouble("pingMillis")).isEqualTo(0.25);
    assertThat(peers.getJsonObject(1).fieldNames()).contains("pingMillis");
    assertThat(peers.getJsonObject(1).getValue("pingMillis")).isNull();
  }

  @Test
  void peers_with_known_true_tells_of_every_known_peer() {
    JsonArray known =
        (JsonArray) fixture.ask(fixture.addresses.peers(), new JsonObject().put("known", true));

    assertThat(known).hasSize(2);
    assertThat(known.getJsonObject(0).fieldNames())
        .containsExactly(
            "peer", "state", "role", "trusted", "missing", "addresses", "since", "connection");
    assertThat(known.getJsonObject(0).getJsonObject("connection").getString("peer"))
        .isEqualTo(ALICE.toString());
    assertThat(known.getJsonObject(1))
        .isEqualTo(
            new JsonObject()
                .put("peer", CAROL.toString())
                .put("state", "waiting")
                .put("role", "Validator")
                .put("trusted", true)
                .put("missing", true)
                .put("addresses", new JsonArray().add(ADDRESS.toString()))
                .put("since", 2_000L)
                .put("why", "back-off after 2 failures")
                .put("nextAttemptAt", 3_000L)
                .put("lastError", "TCP connect: refused"));
    JsonArray connected =
        (JsonArray) fixture.ask(fixture.addresses.peers(), new JsonObject().put("known", false));
    assertThat(connected.getJsonObject(0).fieldNames()).contains("pingMillis");
    assertThat(fixture.refused(fixture.addresses.peers(), new JsonObject().put("known", "yes")))
        .hasMessage("peers: known must be true or false, not yes");
  }

  @Test
  void await_is_answered_empty_when_the_peers_are_connected() {
    String address = fixture.addresses.await();
    assertThat(fixture.ask(address, new JsonObject().put("peer", ALICE.toString()))).isNull();
    fixture.ask(address, new JsonObject().put("count", 3).put("timeout", 5));
    fixture.ask(address, new JsonObject().put("all", true).put("timeout", 7));
    assertThat(fixture.network.calls)
        .containsExactly("await peer " + ALICE + " 10000", "await count 3 5", "await all 7");

    fixture.network.failure = FailureCode.TIMED_OUT;
    assertThat(fixture.refused(address, new JsonObject().put("count", 3)).failureCode())
        .isEqualTo(408);
  }

  static List<Object> wrongWaits() {
    JsonObject one = new JsonObject().put("count", 1);
    return List.of(
        "text",
        new JsonObject(),
        new JsonObject().put("all", false),
        new JsonObject().put("all", 1),
        new JsonObject().put("peer", 1),
        new JsonObject().put("peer", "x"),
        new JsonObject().put("count", -1),
        new JsonObject().put("count", "3"),
        one.copy().put("all", true),
        one.copy().put("peer", ALICE.toString()),
        one.copy().put("timeout", 0),
        one.copy().put("timeout", 1L << 31));
  }

  @ParameterizedTest
  @MethodSource("wrongWaits")
  void a_wrong_wait_is_an_invalid_request(Object body) {
    ReplyException failure = fixture.refused(fixture.addresses.await(), body, Map.of());

    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure.getMessage()).startsWith("await");
    assertThat(fixture.network.calls).isEmpty();
  }

  @Test
  void info_tells_what_the_network_is() {
    JsonObject info = fixture.askJson(fixture.addresses.info(), new JsonObject());

    assertThat(info.fieldNames())
        .containsExactlyInAnyOrder(
            "network",
            "peer",
            "publicKey",
            "address",
            "networkId",
            "role",
            "chainId",
            "mutualAuthentication",
            "protocols",
            "startedAt",
            "crypto",
            "failures");
    assertThat(info.getString("network")).isEqualTo("validator");
    assertThat(info.getJsonObject("failures").getJsonObject("inbound").getLong("timeout"))
        .isEqualTo(2L);
  }

  // ---- events

  @Test
  void events_are_published_to_every_consumer_in_order() {
    List<Object> first = Collections.synchronizedList(new ArrayList<>());
    List<Object> second = Collections.synchronizedList(new ArrayList<>());
    for (List<Object> seen : List.of(first, second)) {
      await(
          fixture
              .bus
              .consumer(fixture.addresses.events(), message -> seen.add(message.body()))
              .completion());
    }
    fixture.service.publish(new PeerEvent.NewPeer(1, FakeDiemNet.peerInfo(ALICE)));
    fixture.service.publish(
        new PeerEvent.LostPeer(2, FakeDiemNet.peerInfo(ALICE), DisconnectReason.REQUESTED));
    fixture.service.publish(
        new PeerEvent.Refused(3, ConnectionOrigin.INBOUND, "/ip4/10.0.0.1/tcp/1", null, "timeout"));

    for (List<Object> seen : List.of(first, second)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() == 3);
      JsonObject connected = (JsonObject) seen.get(0);
      assertThat(connected.fieldNames())
          .containsExactly(
              "type", "at", "peer", "address", "origin", "role", "protocols", "connectedAt");
      assertThat(connected.getString("type")).isEqualTo("new-peer");
      JsonObject lost = (JsonObject) seen.get(1);
      assertThat(lost.getString("type")).isEqualTo("lost-peer");
      assertThat(lost.getString("reason")).isEqualTo("requested");
      assertThat(lost.getString("peer")).isEqualTo(ALICE.toString());
      assertThat(seen.get(2))
          .isEqualTo(
              new JsonObject()
                  .put("type", "refused")
                  .put("at", 3)
                  .put("direction", "inbound")
                  .put("address", "/ip4/10.0.0.1/tcp/1")
                  .put("reason", "timeout"));
    }
  }

  // ---- dial and disconnect

  private static JsonObject dial() {
    return new JsonObject().put("peer", CAROL.toString()).put("address", ADDRESS.toString());
  }

  @Test
  void a_dial_is_answered_empty_when_it_is_done() {
    assertThat(fixture.ask(fixture.addresses.adminDial(), dial())).isNull();
    assertThat(fixture.network.calls).containsExactly("dial " + CAROL + " " + ADDRESS);
  }

  @Test
  void a_dial_to_a_connected_peer_fails_with_409() {
    ReplyException failure =
        fixture.refused(fixture.addresses.adminDial(), dial().put("peer", ALICE.toString()));

    assertThat(failure.failureCode()).isEqualTo(409);
    assertThat(failure.getMessage()).contains(ALICE.toString());
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void a_dial_keeps_the_code_of_its_failure(FailureCode code) {
    fixture.network.failure = code;

    assertThat(fixture.refused(fixture.addresses.adminDial(), dial()).failureCode())
        .isEqualTo(code.number());
  }

  static List<Object> wrongDials() {
    return List.of(
        "text",
        Buffer.buffer("{}"),
        new JsonArray(),
        new JsonObject(),
        dial().put("peer", 1),
        dial().put("peer", "x"),
        dial().put("peer", SELF.toString()),
        dial().put("address", new JsonObject()),
        dial().put("address", "nonsense"),
        dial().put("address", "/ip4/127.0.0.1/tcp/6180"),
        dial().putNull("address"));
  }

  @ParameterizedTest
  @MethodSource("wrongDials")
  void a_wrong_dial_is_an_invalid_request(Object body) {
    ReplyException failure = fixture.refused(fixture.addresses.adminDial(), body, Map.of());

    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure.getMessage()).startsWith("dial");
    assertThat(fixture.network.calls).isEmpty();
  }

  @Test
  void no_body_is_an_invalid_request() {
    assertThat(fixture.refused(fixture.addresses.adminDial(), null).failureCode()).isEqualTo(400);
    assertThat(fixture.refused(fixture.addresses.adminDisconnect(), null).failureCode())
        .isEqualTo(400);
  }

  @Test
  void a_disconnect_is_answered_empty_when_it_is_done() {
    JsonObject alice = new JsonObject().put("peer", ALICE.toString());

    assertThat(fixture.ask(fixture.addresses.adminDisconnect(), alice)).isNull();
    ReplyException again = fixture.refused(fixture.addresses.adminDisconnect(), alice);
    assertThat(again.failureCode()).isEqualTo(404);
    assertThat(again.getMessage()).contains("disconnect", ALICE.toString());
  }

  // ---- discovery and identity

  @Test
  void discovery_takes_the_peers_of_source_config_and_answers_counts() {
    JsonObject peers = new JsonObject().put(ALICE.toString(), new JsonObject());
    JsonObject body = new JsonObject().put("source", "config").put("peers", peers);

    assertThat(fixture.ask(fixture.addresses.adminDiscovery(), body))
        .isEqualTo(new JsonObject().put("peers", 1));
    assertThat(fixture.network.updates).containsExactly(peers);
  }

  static List<JsonObject> wrongDiscoveries() {
    JsonObject peers = new JsonObject();
    return List.of(
        new JsonObject().put("peers", peers),
        new JsonObject().put("source", "file").put("peers", peers),
        new JsonObject().put("source", 1).put("peers", peers),
        new JsonObject().put("source", "config"),
        new JsonObject().put("source", "config").put("peers", new JsonArray()));
  }

  @ParameterizedTest
  @MethodSource("wrongDiscoveries")
  void a_wrong_discovery_is_an_invalid_request(JsonObject body) {
    assertThat(fixture.refused(fixture.addresses.adminDiscovery(), body).failureCode())
        .isEqualTo(400);
    assertThat(fixture.network.updates).isEmpty();
  }

  @Test
  void a_validator_set_is_taken_as_a_buffer_or_in_json() {
    String address = fixture.addresses.adminValidatorSet();
    fixture.ask(address, Buffer.buffer("set"));
    fixture.ask(address, new JsonObject().put("payload", "c2V0"));

    assertThat(fixture.network.updates).containsExactly(Buffer.buffer("set"), Buffer.buffer("set"));
    ReplyException failure = fixture.refused(address, Buffer.buffer(), Map.of());
    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure.getMessage()).isEqualTo("validator-set: no such set");
    assertThat(fixture.refused(address, "text", Map.of()).failureCode()).isEqualTo(400);
    assertThat(fixture.refused(address, new JsonObject()).failureCode()).isEqualTo(400);
  }

  @Test
  void the_identity_is_read_again_when_asked_for() {
    assertThat(fixture.ask(fixture.addresses.adminReloadIdentity(), null)).isNull();
    assertThat(fixture.network.updates).containsExactly("reload");
  }

  @Test
  void published_administration_is_ignored() {
    fixture.bus.publish(fixture.addresses.adminReloadIdentity(), null);
    fixture.bus.publish(fixture.addresses.adminDial(), dial());
    fixture.ask(fixture.addresses.adminReloadIdentity(), null);

    assertThat(fixture.network.updates).containsExactly("reload");
    assertThat(fixture.network.calls).isEmpty();
  }

  @Test
  void after_the_end_no_address_answers() {
    await(fixture.service.close());

    for (String address : fixture.addresses.all()) {
      Throwable failure = catchThrowable(() -> fixture.ask(address, new JsonObject()));
      assertThat(((ReplyException) failure).failureType())
          .as(address)
          .isEqualTo(ReplyFailure.NO_HANDLERS);
    }
    assertThat(fixture.service.registerRpc().failed()).isTrue();
    assertThat(fixture.service.close().succeeded()).isTrue();
  }
}
