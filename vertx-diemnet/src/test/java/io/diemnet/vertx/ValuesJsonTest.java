package io.diemnet.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What has a toJson has a fromJson. */
class ValuesJsonTest {

  private static final PublicKey KEY = PublicKey.parse("11".repeat(32));
  private static final PeerId PEER = PeerId.parse("a1".repeat(16));
  private static final NetworkAddress ADDRESS =
      NetworkAddress.parse("/ip4/127.0.0.1/tcp/6180").withNoise(KEY, 0);
  private static final ProtocolId CHAT = ProtocolId.custom("Chat", 32);

  private static ProtocolId withChat(String name) {
    return name.equals("Chat") ? CHAT : JsonValues.builtIn(name);
  }

  private static PeerInfo info(Double ping) {
    return new PeerInfo(
        PEER,
        ADDRESS,
        ConnectionOrigin.INBOUND,
        PeerRole.UPSTREAM,
        List.of(ProtocolId.CONSENSUS_RPC, CHAT),
        1_000,
        ping,
        1,
        2,
        3,
        4);
  }

  @Test
  void peers_events_and_networks_are_read_as_they_were_written() {
    for (PeerInfo peer : List.of(info(0.25), info(null))) {
      assertThat(PeerInfo.fromJson(peer.toJson(), ValuesJsonTest::withChat)).isEqualTo(peer);
    }
    KnownPeer connected =
        new KnownPeer(
            PEER,
            KnownPeer.State.CONNECTED,
            PeerRole.VALIDATOR,
            true,
            false,
            List.of(ADDRESS),
            5,
            null,
            null,
            null,
            info(0.25));
    KnownPeer waiting =
        new KnownPeer(
            PEER,
            KnownPeer.State.WAITING,
            PeerRole.UNKNOWN,
            false,
            true,
            List.of(),
            6,
            "back-off",
            7L,
            "refused",
            null);
    for (KnownPeer peer : List.of(connected, waiting)) {
      assertThat(KnownPeer.fromJson(peer.toJson(), ValuesJsonTest::withChat)).isEqualTo(peer);
    }
    assertThat(KnownPeer.fromJson(waiting.toJson())).isEqualTo(waiting);
    PeerInfo plain = PeerInfo.fromJson(info(null).toEventJson());
    assertThat(plain.protocols()).containsExactly(ProtocolId.CONSENSUS_RPC);
    for (PeerEvent event :
        List.of(
            new PeerEvent.NewPeer(1, plain),
            new PeerEvent.LostPeer(2, plain, DisconnectReason.REQUESTED),
            new PeerEvent.LostPeer(2, plain, DisconnectReason.CONNECTION_LOST),
            new PeerEvent.Refused(3, ConnectionOrigin.OUTBOUND, "/memory/1", PEER, "timeout"),
            new PeerEvent.Refused(3, ConnectionOrigin.INBOUND, "/memory/1", null, "timeout"))) {
      assertThat(PeerEvent.fromJson(event.toJson())).isEqualTo(event);
      assertThat(PeerEvent.fromJson(event.toJson().put("detail", "of a later version")))
          .isEqualTo(event);
    }
    NetworkInfo network =
        new NetworkInfo(
            "n",
            PEER,
            KEY,
            ADDRESS,
            NetworkId.PUBLIC,
            NodeRole.FULL_NODE,
            ChainId.of(77),
            false,
            List.of(CHAT),
            5,
            "jdk",
            Map.of("timeout", 2L),
            Map.of());
    assertThat(NetworkInfo.fromJson(network.toJson(), ValuesJsonTest::withChat)).isEqualTo(network);
    assertThat(NetworkInfo.fromJson(network.toJson().putNull("address")).address()).isNull();
  }

  @Test
  void what_is_missing_or_wrong_is_named() {
    assertWrong(
        () -> PeerInfo.fromJson(info(null).toJson().put("address", 1)), "address of a peer");
    assertWrong(() -> PeerInfo.fromJson(new JsonObject()), "peer of a peer is missing");
    assertWrong(() -> PeerInfo.fromJson(null), "a peer is missing");
    assertWrong(() -> KnownPeer.fromJson(new JsonObject()), "peer of a known peer is missing");
    assertWrong(() -> KnownPeer.State.parse("gone"), "not 'gone'");
    assertWrong(
        () -> PeerInfo.fromJson(info(null).toJson().put("origin", "sideways")), "not 'sideways'");
    assertWrong(() -> PeerEvent.fromJson(new JsonObject().put("at", 1)), "type of an event");
    assertWrong(
        () -> PeerEvent.fromJson(new JsonObject().put("at", 1).put("type", "odd")), "'odd'");
    assertWrong(() -> NetworkInfo.fromJson(new JsonObject()), "of a network is missing");
  }

  private static void assertWrong(Runnable read, String words) {
    assertThatThrownBy(read::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void send_options_have_a_json_form_and_changed_copies() {
    SendOptions options = SendOptions.DEFAULT.withTimeout(2_500).withPriority(7);
    assertThat(options.toJson())
        .isEqualTo(new JsonObject().put("timeout", 2500).put("priority", 7));
    assertThat(new SendOptions(options.toJson())).isEqualTo(options);
    assertThat(SendOptions.fromJson(options.toJson())).isEqualTo(options);
    assertThat(SendOptions.fromJson(new JsonObject())).isEqualTo(SendOptions.DEFAULT);
    assertThat(options.withCancelled(Future.succeededFuture()).toJson())
        .isEqualTo(options.toJson());
    assertThatThrownBy(
            () ->
                new SendOptions(
                    new JsonObject().put("timeout", -1).put("priority", 256).put("retries", 1)))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("timeout: ")
        .hasMessageContaining("priority: ")
        .hasMessageContaining("retries: ");
  }

  @Test
  void peer_configurations_have_a_json_form_and_changed_copies() {
    PeerConfig config =
        PeerConfig.of(PeerRole.KNOWN)
            .withAddress(ADDRESS)
            .withKey(KEY)
            .withRole(PeerRole.VALIDATOR);
    assertThat(config)
        .isEqualTo(new PeerConfig(List.of(ADDRESS), List.of(KEY), PeerRole.VALIDATOR));
    assertThat(PeerConfig.fromJson(config.toJson())).isEqualTo(config);
    assertThat(new PeerConfig(config.toJson())).isEqualTo(config);
  }

  @Test
  void a_network_id_is_written_as_it_is_configured() {
    for (String text : List.of("validator", "public", "vfn", "My own")) {
      DiemNetOptions options = new DiemNetOptions(new JsonObject().put("networkId", text));
      assertThat(options.toJson().getString("networkId")).isEqualTo(text);
      assertThat(new DiemNetOptions(options.toJson()).getNetworkId())
          .isEqualTo(options.getNetworkId());
    }
  }
}
