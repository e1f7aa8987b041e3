package io.diemnet.node.command.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {

  private static final long NOW = 1_800_000_000_000L;

  private final Findings findings = new Findings(NOW);

  private static List<JsonObject> peers(int connected, JsonObject... others) {
    List<JsonObject> peers = new ArrayList<>(List.of(others));
    for (int i = 0; i < connected; i++) {
      peers.add(
          new JsonObject().put("peer", "c" + i).put("state", "connected").put("missing", false));
    }
    return peers;
  }

  private static JsonObject waiting(String peer) {
    return new JsonObject()
        .put("peer", peer)
        .put("state", "waiting")
        .put("missing", true)
        .put("why", "back-off after 3 failures")
        .put("lastError", "connect: Connection refused")
        .put("nextAttemptAt", NOW + 3000);
  }

  @Test
  void connected_peers_are_good_and_are_counted() {
    JsonObject spare =
        new JsonObject().put("peer", "n").put("state", "waiting").put("missing", false);
    findings.peers("v", peers(3, spare));

    assertThat(findings.severity().status()).isZero();
    assertThat(findings.line())
        .isEqualTo("DIEMNET OK - v: 3 of 3 peers connected | v_peers=3;;;0;3");
  }

  @Test
  void a_missing_peer_is_a_warning_with_its_id_and_reason() {
    findings.peers("v", peers(3, waiting("gone")));

    assertThat(findings.severity().status()).isEqualTo(1);
    assertThat(findings.line())
        .contains("WARNING - v: 3 of 4 peers connected, missing gone (waiting: ")
        .contains("back-off after 3 failures; connect: Connection refused, next attempt in 3 s)");
    assertThat(findings.toJson().getJsonArray("missing").getJsonObject(0).getString("peer"))
        .isEqualTo("gone");
  }

  @Test
  void fewer_than_two_thirds_are_critical_and_a_long_list_is_cut() {
    JsonObject[] gone = new JsonObject[8];
    for (int i = 0; i < gone.length; i++) {
      gone[i] = waiting("gone" + i);
    }
    findings.peers("v", peers(1, gone));

    assertThat(findings.severity().status()).isEqualTo(2);
    assertThat(findings.line()).contains("gone4").doesNotContain("gone5").contains("and 3 more");
  }

  @Test
  void a_key_mismatch_is_critical_and_an_old_discovery_or_clock_is_a_warning() {
    findings.peers("v", peers(1));
    JsonArray discovery =
        new JsonArray()
            .add(new JsonObject().put("source", "file").put("interval", 1000).put("age", 60.0))
            .add(new JsonObject().put("source", "config").put("age", 9e9))
            .add(new JsonObject().put("source", "validator-set").put("interval", 1000));
    findings.network(
        new JsonObject().put("network", "v").put("keyMismatch", false).put("discovery", discovery));
    findings.clock(new JsonObject().put("time", NOW).put("driftMillis", -5000));

    assertThat(findings.severity().status()).isEqualTo(1);
    assertThat(findings.line())
        .contains("the source file was last read 60 s ago")
        .contains("the source validator-set was never read")
        .contains("the clock was set back by 5 s")
        .doesNotContain("config");

    findings.network(new JsonObject().put("network", "v").put("keyMismatch", true));

    assertThat(findings.severity().status()).isEqualTo(2);
    assertThat(findings.line())
        .startsWith("DIEMNET CRITICAL - v: the validator set lists another key for this node")
        .contains("v_key_mismatch=1");
  }

  @Test
  void a_validator_that_knows_no_peer_and_a_node_that_shuts_down_are_warnings() {
    findings.peers("public", List.of());
    findings.network(new JsonObject().put("network", "public").put("networkId", "Public"));
    assertThat(findings.severity().status()).isZero();

    findings.peers("v", List.of());
    findings.network(new JsonObject().put("network", "v").put("networkId", "Validator"));
    findings.stopping();

    assertThat(findings.severity().status()).isEqualTo(1);
    assertThat(findings.line())
        .startsWith("DIEMNET WARNING - v: knows no peer; the node is shutting down | ");
  }

  @Test
  void the_json_has_the_numbers_of_each_network() {
    findings.peers("v", peers(3, waiting("gone")));
    findings.network(
        new JsonObject()
            .put("network", "v")
            .put("keyMismatch", true)
            .put(
                "discovery",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("source", "file")
                            .put("interval", 1000)
                            .put("age", 4.5))));
    findings.clock(new JsonObject().put("time", NOW).put("driftMillis", -5));

    JsonObject json = findings.toJson();

    assertThat(json.getJsonArray("networks").getJsonObject(0).encode())
        .isEqualTo(
            "{\"network\":\"v\",\"connected\":3,\"wanted\":4,\"known\":4,\"keyMismatch\":true,"
                + "\"discoveryAgeSeconds\":{\"file\":4.5}}");
    assertThat(json.getJsonObject("clock").getLong("driftMillis")).isEqualTo(-5);
  }

  @Test
  void a_node_that_is_not_reached_is_critical() {
    assertThat(Findings.notReached("no node").severity().status()).isEqualTo(2);
    assertThat(Findings.notReached("no node").line()).isEqualTo("DIEMNET CRITICAL - no node");
  }
}
