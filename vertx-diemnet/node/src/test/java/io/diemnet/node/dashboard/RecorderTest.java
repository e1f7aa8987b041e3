package io.diemnet.node.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The last hour that the node keeps for pages that are opened later. */
class RecorderTest {

  private static final int INTERVAL = Recorder.INTERVAL_MILLIS;

  private static JsonObject peer(String id, long bytes, long connectedAt) {
    return new JsonObject()
        .put("peer", id)
        .put("connectedAt", connectedAt)
        .put("bytesIn", bytes)
        .put("bytesOut", 2 * bytes)
        .put("messagesIn", bytes)
        .put("messagesOut", bytes);
  }

  private static JsonArray list(Object... peers) {
    return new JsonArray(List.of(peers));
  }

  private static JsonObject refused(long at, String address, String reason) {
    return new JsonObject()
        .put("type", "refused")
        .put("at", at)
        .put("direction", "inbound")
        .put("address", address)
        .put("reason", reason);
  }

  @Test
  void rates_are_the_difference_of_two_samples_and_a_peer_that_is_away_has_none() {
    NetworkHistory history = new NetworkHistory();
    history.sample(list(peer("a", 1_000_000, 1)), 10_000, 9);
    assertThat(history.toJson(10_000).getJsonArray("points")).isEmpty();
    history.sample(list(peer("a", 1_010_000, 1), peer("b", 500, 12_000)), 20_000, 9);
    history.sample(list(peer("b", 500, 12_000)), 30_000, 9);
    history.sample(list(peer("a", 100, 31_000), peer("b", 600, 12_000)), 40_000, 9);

    JsonObject json = history.toJson(41_000);
    assertThat(json.getJsonArray("points").encode())
        .isEqualTo("[[21000,1050,2100,1050,1050],[11000,0,0,0,0],[1000,20,40,20,20]]");
    assertThat(json.getJsonObject("peers").getJsonArray("a").encode())
        .isEqualTo("[[1000,2000],null,[10,20]]");
    assertThat(json.getJsonObject("peers").getJsonArray("b").encode())
        .isEqualTo("[[50,100],[0,0],[10,20]]");
    assertThat(history.toJson(20_000 + Recorder.HOUR_MILLIS + 1).getJsonArray("points")).hasSize(2);
  }

  @Test
  void what_is_kept_is_bounded() {
    NetworkHistory history = new NetworkHistory();
    EventHistory events = new EventHistory();
    long now = 1_000;
    for (int round = 0; round < 2_000; round++, now += INTERVAL) {
      history.sample(list(peer("p" + round, round, now), peer("stays", round, 1)), now, 5);
      events.add("diemnet.a", refused(now, "/ip4/192.0.2.1/tcp/" + round, "unknown-peer"), now);
      events.add("diemnet.a", refused(now, "/ip6/2001:db8::" + round + "/tcp/1", "timeout"), now);
    }

    assertThat(history.toJson(now).getJsonArray("points").size())
        .isLessThanOrEqualTo(NetworkHistory.POINTS);
    assertThat(history.peers()).isLessThanOrEqualTo(NetworkHistory.POINTS + 2);
    history.sample(list(peer("x", 1, now), peer("y", 1, now)), now, 0);
    assertThat(history.toJson(now).getJsonObject("peers").fieldNames()).doesNotContain("x", "y");
    JsonArray kept = events.toJson(now);
    assertThat(kept).hasSize(EventHistory.EVENTS);
    assertThat(kept.stream().map(JsonObject.class::cast))
        .as("the same stranger, from another port each time")
        .anyMatch(entry -> entry.getInteger("count") == 2_000);
    assertThat(events.toJson(now + Recorder.HOUR_MILLIS)).isEmpty();
  }

  @Test
  void it_samples_the_networks_in_turn_and_hears_their_events() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      EventBusAddresses one = EventBusAddresses.of("one");
      EventBusAddresses later = EventBusAddresses.of("later");
      Recorder recorder = new Recorder(List.of(one, later), 20);
      vertx.deployVerticle(recorder).await(30, TimeUnit.SECONDS);
      AtomicLong bytes = new AtomicLong();
      vertx
          .eventBus()
          .consumer(one.peers(), m -> m.reply(list(peer("a", bytes.addAndGet(1000), 1))));
      vertx.eventBus().publish(one.events(), refused(5, "/ip4/192.0.2.1/tcp/9", "replay"));

      await()
          .untilAsserted(
              () -> {
                JsonObject history = history(recorder, "diemnet.one");
                assertThat(history.getJsonArray("points").size()).isGreaterThan(2);
                assertThat(history.getJsonObject("peers").fieldNames()).containsExactly("a");
                assertThat(history.getJsonArray("events").encode())
                    .contains("replay", "diemnet.one");
              });
      assertThat(history(recorder, "diemnet.later").getJsonArray("points")).isEmpty();
      assertThat(history(recorder, "diemnet.other")).isNull();
    } finally {
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }

  private static JsonObject history(Recorder recorder, String key) throws InterruptedException {
    BlockingQueue<Buffer> taken = new LinkedBlockingQueue<>();
    recorder.history(key, json -> taken.add(json == null ? Buffer.buffer("null") : json));
    Buffer json = taken.poll(30, TimeUnit.SECONDS);
    return json.toString().equals("null") ? null : json.toJsonObject();
  }
}
