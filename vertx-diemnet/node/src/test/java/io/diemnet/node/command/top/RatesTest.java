package io.diemnet.node.command.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatesTest {

  private static final long SECOND = 1_000_000_000L;

  private final Rates rates = new Rates();

  private static JsonObject peer(String id, long bytesIn, long waiting, long unread) {
    return new JsonObject()
        .put("peer", id)
        .put("connectedAt", 1)
        .put("bytesIn", bytesIn)
        .put("bytesOut", 0)
        .put("messagesIn", bytesIn / 10)
        .put("messagesOut", 0)
        .put(
            "queues",
            new JsonObject().put("inboundMessages", waiting).put("outboundBytes", unread));
  }

  private List<Rates.Row> sample(long second, JsonObject... peers) {
    return rates.sample(Map.of("v", List.of(peers)), second * SECOND);
  }

  @Test
  void rates_are_per_second_and_the_busiest_peer_is_first() {
    assertThat(sample(0, peer("a", 0, 0, 0), peer("b", 0, 0, 0))).allMatch(r -> r.rates() == null);

    List<Rates.Row> rows = sample(2, peer("a", 100, 0, 0), peer("b", 2000, 0, 0));

    assertThat(rows.get(0).peer().getString("peer")).isEqualTo("b");
    assertThat(rows.get(0).rates()).isEqualTo(new Rates.PerSecond(1000, 0, 100, 0));
    // Another connection of the same peer begins anew.
    JsonObject again = peer("a", 5, 0, 0).put("connectedAt", 2);
    assertThat(sample(3, again).get(0).rates()).isNull();
  }

  @Test
  void what_waits_in_two_samples_in_a_row_tells_who_is_slow() {
    sample(0, peer("a", 0, Rates.MANY_MESSAGES, 0), peer("b", 0, 0, Rates.MANY_BYTES));
    List<Rates.Row> rows =
        sample(1, peer("a", 9, Rates.MANY_MESSAGES, 0), peer("b", 0, 0, Rates.MANY_BYTES));

    assertThat(rows)
        .extracting(Rates.Row::note)
        .containsExactly("the application here is slow", "the peer reads slowly");
    assertThat(sample(2, peer("a", 9, 0, 0)).get(0).note()).isEmpty();
  }
}
