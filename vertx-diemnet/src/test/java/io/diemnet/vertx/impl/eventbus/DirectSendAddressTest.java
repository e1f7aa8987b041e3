package io.diemnet.vertx.impl.eventbus;

import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ALICE;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.BOB;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CAROL;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CHAT;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectSendAddressTest {

  private BusFixture fixture;
  private String address;

  @BeforeEach
  void start() {
    fixture = new BusFixture();
    address = fixture.addresses.directSend();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static Map<String, String> headers(String peer) {
    return Map.of("peer", peer, "protocol", CHAT.name());
  }

  private static JsonObject json(String peer) {
    return new JsonObject().put("peer", peer).put("protocol", CHAT.name()).put("payload", "eA");
  }

  @Test
  void to_one_peer_is_answered_empty_in_both_forms() {
    Object buffer = fixture.ask(address, Buffer.buffer("x"), headers(ALICE.toString()));
    Object json = fixture.ask(address, json(ALICE.toString()));

    assertThat(buffer).isNull();
    assertThat(json).isNull();
    FakeDiemNet.Sent sent =
        new FakeDiemNet.Sent(ALICE, CHAT, Buffer.buffer("x"), SendOptions.DEFAULT);
    assertThat(fixture.network.directSends).containsExactly(sent, sent);
  }

  @Test
  void to_several_tells_how_many_are_queued_and_why_others_are_not() {
    String peers = ALICE + "," + CAROL + ", " + BOB;
    JsonObject buffer = (JsonObject) fixture.ask(address, Buffer.buffer("x"), headers(peers));
    JsonObject json = (JsonObject) fixture.ask(address, json(peers));

    assertThat(buffer.getInteger("queued")).isEqualTo(2);
    assertThat(buffer.getJsonObject("failed").fieldNames()).containsExactly(CAROL.toString());
    JsonObject failed = buffer.getJsonObject("failed").getJsonObject(CAROL.toString());
    assertThat(failed.getInteger("code")).isEqualTo(404);
    assertThat(failed.getString("message")).contains(CAROL.toString(), CHAT.name());
    assertThat(json).isEqualTo(buffer);
  }

  @Test
  void a_peer_named_twice_gets_the_message_once() {
    JsonObject answer = (JsonObject) fixture.ask(address, json(ALICE + "," + ALICE + "," + BOB));

    assertThat(answer.getInteger("queued")).isEqualTo(2);
    assertThat(fixture.network.directSends)
        .extracting(FakeDiemNet.Sent::peer)
        .containsExactly(ALICE, BOB);
  }

  @Test
  void a_star_stands_for_all_connected() {
    JsonObject answer = (JsonObject) fixture.ask(address, json("*"));

    assertThat(answer).isEqualTo(new JsonObject().put("queued", 2).put("failed", new JsonObject()));
    assertThat(fixture.network.directSends)
        .extracting(FakeDiemNet.Sent::peer)
        .containsExactlyInAnyOrder(ALICE, BOB);
  }

  @Test
  void a_star_with_nobody_connected_queues_nothing() {
    fixture.network.connected.clear();
    JsonObject answer = (JsonObject) fixture.ask(address, json("*"));

    assertThat(answer.getInteger("queued")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "a1", "*,*", "**", "* "})
  void malformed_peers_are_an_invalid_request(String peers) {
    assertThat(fixture.refused(address, Buffer.buffer(), headers(peers)).failureCode())
        .isEqualTo(400);
    assertThat(fixture.refused(address, json(peers)).failureCode()).isEqualTo(400);
  }

  @Test
  void more_peers_than_the_bound_are_refused_before_any_work() {
    String many = (ALICE + ",").repeat(300_000) + "not even a peer";
    ReplyException failure = fixture.refused(address, Buffer.buffer(), headers(many));
    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure.getMessage()).contains("300001 peers", "1024");
    assertThat(fixture.refused(address, json(many)).failureCode()).isEqualTo(400);
    assertThat(fixture.network.directSends).isEmpty();

    String allowed = (ALICE + ",").repeat(1023) + BOB;
    assertThat(fixture.askJson(address, json(allowed)).getInteger("queued")).isEqualTo(2);
  }

  @Test
  void where_many_are_connected_as_many_may_be_named() {
    for (int i = 0; i < 1500; i++) {
      fixture.network.connected.add(PeerId.parse("%032x".formatted(i + 1)));
    }
    assertThat(fixture.askJson(address, json((ALICE + ",").repeat(2999) + BOB))).isNotNull();
    assertThat(fixture.refused(address, json((ALICE + ",").repeat(4000) + BOB)).failureCode())
        .isEqualTo(400);
  }

  @Test
  void one_malformed_peer_or_the_own_id_refuses_the_whole_list() {
    for (String peers :
        new String[] {ALICE + ",", "," + ALICE, ALICE + ",*", ALICE + "," + SELF, "x," + BOB}) {
      ReplyException failure = fixture.refused(address, json(peers));
      assertThat(failure.failureCode()).isEqualTo(400);
      assertThat(failure.getMessage()).startsWith("direct-send to ");
    }
    assertThat(fixture.network.directSends).isEmpty();
  }

  @Test
  void a_timeout_that_makes_no_sense_is_refused_here_too() {
    assertThat(fixture.refused(address, json("*").put("timeout", "x")).failureCode())
        .isEqualTo(400);
    assertThat(fixture.refused(address, json("*").put("protocol", "Nobody")).failureCode())
        .isEqualTo(400);
    JsonObject noPayload = json("*");
    noPayload.remove("payload");
    assertThat(fixture.refused(address, noPayload).failureCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void every_failure_keeps_its_code_and_names_peer_protocol_and_reason(FailureCode code) {
    fixture.network.failure = code;
    ReplyException one = fixture.refused(address, Buffer.buffer("x"), headers(ALICE.toString()));
    JsonObject several = (JsonObject) fixture.ask(address, json("*"));

    assertThat(one.failureCode()).isEqualTo(code.number());
    assertThat(one.getMessage()).contains(ALICE.toString(), CHAT.name(), "told to fail");
    JsonObject failed = several.getJsonObject("failed").getJsonObject(ALICE.toString());
    assertThat(several.getInteger("queued")).isZero();
    assertThat(failed.getInteger("code")).isEqualTo(code.number());
    assertThat(failed.getString("message")).contains(ALICE.toString(), CHAT.name(), "told to fail");
  }

  @Test
  void direct_sends_of_one_sender_stay_in_order() {
    int count = 5_000;
    for (int i = 0; i < count; i++) {
      fixture.bus.send(
          address, Buffer.buffer().appendInt(i), BusFixture.headers(headers(ALICE.toString())));
    }
    fixture.ask(address, Buffer.buffer().appendInt(count), headers(ALICE.toString()));

    assertThat(fixture.network.directSends).hasSize(count + 1);
    for (int i = 0; i <= count; i++) {
      assertThat(fixture.network.directSends.get(i).payload().getInt(0)).isEqualTo(i);
    }
  }

  @Test
  void published_direct_sends_are_ignored() {
    fixture.bus.publish(address, Buffer.buffer("x"), BusFixture.headers(headers(ALICE.toString())));
    fixture.ask(address, Buffer.buffer("sent"), headers(ALICE.toString()));

    assertThat(fixture.network.directSends)
        .extracting(FakeDiemNet.Sent::payload)
        .containsExactly(Buffer.buffer("sent"));
  }
}
