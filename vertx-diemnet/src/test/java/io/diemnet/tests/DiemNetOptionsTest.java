package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiscoveryOptions;
import io.diemnet.vertx.InvalidOptionsException;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.RateLimit;
import io.diemnet.vertx.RateLimitOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiemNetOptionsTest {

  private static final PeerId PEER = PeerId.parse("00000000000000000000000000000012");
  private static final PrivateKey KEY = PrivateKey.parse("11".repeat(32));
  private static final NetworkAddress ADDRESS =
      NetworkAddress.parse("/ip4/127.0.0.1/tcp/6180").withNoise(KEY.publicKey(), 0);

  @Test
  void a_seed_without_a_role_is_a_validator_in_the_validator_network_only() {
    JsonObject seeds = new JsonObject().put("0b".repeat(16), new JsonObject());
    JsonObject validator = new JsonObject().put("seeds", seeds);
    JsonObject open = new JsonObject().put("networkId", "public").put("seeds", seeds);

    assertThat(new DiemNetOptions(validator).getSeeds().values())
        .extracting(PeerConfig::role)
        .containsExactly(PeerRole.VALIDATOR);
    assertThat(new DiemNetOptions(open).getSeeds().values())
        .extracting(PeerConfig::role)
        .containsExactly(PeerRole.UNKNOWN);
  }

  @Test
  void defaults_are_those_of_the_specification() {
    DiemNetOptions options = new DiemNetOptions(new JsonObject());

    assertThat(options.getName()).isEqualTo("validator");
    assertThat(options.getNetworkId()).isEqualTo(NetworkId.VALIDATOR);
    assertThat(options.getListenAddress()).hasToString("/ip4/0.0.0.0/tcp/6180");
    assertThat(options.isMutualAuthentication()).isTrue();
    assertThat(options.isProxyProtocol()).isFalse();
    assertThat(options.getEventBusPrefix()).isEqualTo("diemnet");
    assertThat(options.getRateLimit().getInbound()).isNull();
    assertThat(options.toJson().getJsonObject("limits"))
        .isEqualTo(
            new JsonObject(
                """
                {"maxInbound": 100, "maxUnknownPerAddress": 25, "maxFrameSize": 8388608,
                 "maxPendingRpcs": 100,
                 "rpcTimeout": 10000, "upgradeTimeout": 30000, "closeTimeout": 30000,
                 "maxUpgrades": 256, "maxUpgradesPerAddress": 32,
                 "outboundQueueBytes": 16777216, "inboundQueueBytes": 16777216,
                 "queueMessages": 1024, "readPause": 5000}"""));
    assertThat(options.toJson().getJsonObject("health"))
        .isEqualTo(new JsonObject("{\"interval\":1000,\"timeout\":10000,\"failuresTolerated\":5}"));
    assertThat(options.toJson().getJsonObject("connectivity"))
        .isEqualTo(
            new JsonObject(
                "{\"checkInterval\":5000,\"backoffBase\":2,\"maxDelay\":60000,\"maxOutbound\":3}"));
  }

  @ParameterizedTest
  @CsvSource({
    "validator, validator, validator, true",
    "PUBLIC, public, full_node, false",
    "vfn, vfn, full_node, false",
    "my net!, my-net-, full_node, false",
  })
  void what_is_not_said_follows_from_the_network_id(
      String id, String name, String role, boolean mutual) {
    DiemNetOptions options = new DiemNetOptions(new JsonObject().put("networkId", id));

    assertThat(options.getName()).isEqualTo(name);
    assertThat(options.getRole()).hasToString(role);
    assertThat(options.isMutualAuthentication()).isEqualTo(mutual);
    assertThat(options.isMetricsPerPeer()).isEqualTo(options.getNetworkId().isValidator());
    assertThat(new DiemNetOptions(options).setNetworkId(NetworkId.PUBLIC).getRole())
        .isEqualTo(NodeRole.FULL_NODE);
  }

  @Test
  void json_and_copies_hold_all_that_was_set() {
    DiemNetOptions options =
        new DiemNetOptions()
            .setName("mine")
            .setNetworkId(NetworkId.PUBLIC)
            .setRole(NodeRole.VALIDATOR)
            .setChainId(ChainId.of(77))
            .setListenAddress(null)
            .setMutualAuthentication(true)
            .setMetricsPerPeer(true)
            .addProtocol(ProtocolId.custom("ChatDirectSend", 32))
            .addSeed(PEER, PeerConfig.of(ADDRESS, PeerRole.VALIDATOR))
            .addDiscovery(new DiscoveryOptions().setPath("peers.yaml").setInterval(7))
            .addDiscovery(new DiscoveryOptions().setType(DiscoveryOptions.Type.VALIDATOR_SET))
            .setLimits(new LimitsOptions().setMaxFrameSize(4096))
            .setRateLimit(new RateLimitOptions().setInbound(new RateLimit().setRate(200_000)))
            .setProxyProtocol(true)
            .setEventBusPrefix("net.one")
            .setCrypto("jdk");
    options.getIdentity().setPeerId(PEER);

    assertThat(new DiemNetOptions(options.toJson()).toJson()).isEqualTo(options.toJson());
    assertThat(new DiemNetOptions(options).toJson()).isEqualTo(options.toJson());
    assertThat(options.toJson().getValue("listenAddress")).isNull();
    assertThat(new DiemNetOptions(options.toJson()).getListenAddress()).isNull();
    assertThat(new DiemNetOptions(options.toJson()).getSeeds())
        .containsExactly(java.util.Map.entry(PEER, PeerConfig.of(ADDRESS, PeerRole.VALIDATOR)));
  }

  @Test
  void secrets_are_read_and_never_written() {
    String secret = "22".repeat(32);
    DiemNetOptions options =
        new DiemNetOptions(
            new JsonObject()
                .put("identity", new JsonObject().put("privateKey", "0x" + "11".repeat(32)))
                .put("addressKeys", new JsonObject().put("4294967295", secret)));

    assertThat(options.getIdentity().getPrivateKey()).isEqualTo(KEY);
    assertThat(options.getAddressKeys()).containsOnlyKeys(4294967295L);
    assertThat(options.toJson().encode()).doesNotContain(secret).doesNotContain("1111");
    assertThat(options.toString()).doesNotContain(secret).doesNotContain("1111");
  }

  @Test
  void every_mistake_is_named_with_its_path() {
    JsonObject json =
        new JsonObject(
            """
            {"name": "a b", "chainId": 0, "listenAdress": "/memory/1",
             "identity": {"privateKey": "secret", "privateKeyFile": ""},
             "protocols": [{"name": "Chat", "id": 32}, {"name": "Chat", "id": 33}, {"id": 3}],
             "seeds": {"12": {}, "00000000000000000000000000000012":
               {"addresses": ["/ip4/1.1.1.1/tcp/1"], "role": "Friend"}},
             "discovery": [{"type": "file"}],
             "addressKeys": {"x": "00"},
             "health": {"interval": "1000"},
             "limits": {"maxFrameSize": 1.5, "maxInbound": -1},
             "rateLimit": {"inbound": {"rate": 5, "burst": 4}},
             "proxyProtocol": "yes"}""");

    InvalidOptionsException e =
        catchThrowableOfType(InvalidOptionsException.class, () -> new DiemNetOptions(json));

    assertThat(e.mistakes())
        .extracting(InvalidOptionsException.Mistake::path)
        .containsExactlyInAnyOrder(
            "name",
            "chainId",
            "identity.privateKey",
            "identity.privateKeyFile",
            "protocols[1].id",
            "protocols[2].name",
            "protocols[2].id",
            "seeds.12",
            "seeds.00000000000000000000000000000012.addresses[0]",
            "seeds.00000000000000000000000000000012.role",
            "discovery[0].path",
            "addressKeys.x",
            "health.interval",
            "limits.maxFrameSize",
            "limits.maxInbound",
            "rateLimit.inbound.burst",
            "proxyProtocol",
            "listenAdress");
    assertThat(e).hasMessageContaining("listenAddress").hasMessageNotContaining("secret");
  }

  @Test
  void a_chain_id_may_be_a_number_a_numeral_or_a_name() {
    for (Object value : List.of(2, "2", "TestNet")) {
      assertThat(new DiemNetOptions(new JsonObject().put("chainId", value)).getChainId())
          .isEqualTo(ChainId.TESTNET);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dns/host/tcp/1", "/ip4/1.1.1.1", "/ip4/1.1.1.1/tcp/1/ln-handshake/0"})
  void only_a_base_address_may_be_listened_on(String address) {
    assertThatThrownBy(() -> new DiemNetOptions().setListenAddress(NetworkAddress.parse(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/ip4/<address>/tcp/<port>");
  }

  @Test
  void a_map_of_peers_names_its_wrong_entries() {
    JsonObject json =
        new JsonObject()
            .put("0".repeat(32), new JsonObject().put("keys", new JsonArray().add("zz")))
            .put("0x" + "0".repeat(32), new JsonObject())
            .put("ab".repeat(16), new JsonObject())
            .put("0x" + "AB".repeat(16), new JsonObject());

    InvalidOptionsException e =
        catchThrowableOfType(InvalidOptionsException.class, () -> PeerConfig.mapFromJson(json));

    assertThat(e.mistakes())
        .extracting(InvalidOptionsException.Mistake::path)
        .contains("0".repeat(32) + ".keys[0]", "0x" + "AB".repeat(16));
  }
}
