package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.diemnet.vertx.AccessOptions;
import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.InvalidOptionsException;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseClientOptions;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.WireProfile;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Both profiles in one process, and what is told where they meet. */
class MixedProfilesTest {

  private static final String KEY = "ab".repeat(32);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static DiemNetOptions node(WireProfile profile, PrivateKey key) {
    DiemNetOptions options =
        new DiemNetOptions()
            .setProfile(profile)
            .setName(profile.toString())
            .setNetworkId(NetworkId.PUBLIC)
            .setChainId(ChainId.TESTING)
            .setIdentity(new IdentityOptions().setPrivateKey(key))
            .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"));
    options.getLimits().setUpgradeTimeout(1500);
    return options;
  }

  @Test
  void nodes_of_two_profiles_that_meet_fail_with_words_whichever_dials() {
    Logger log = (Logger) LoggerFactory.getLogger("io.diemnet.vertx.impl.transport.Refusals");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    log.setLevel(Level.INFO);
    log.setAdditive(false);
    log.addAppender(lines);
    try {
      PrivateKey key = PrivateKey.generate();
      DiemNet diem = TestNetwork.start(vertx, node(WireProfile.DIEM, key));
      DiemNet aptos = TestNetwork.start(vertx, node(WireProfile.APTOS, key));

      PrivateKey other = PrivateKey.generate();
      DiemNet diemDialer = TestNetwork.start(vertx, node(WireProfile.DIEM, other).setName("d"));
      DiemNet aptosDialer = TestNetwork.start(vertx, node(WireProfile.APTOS, other).setName("a"));
      Throwable toAptos =
          failure(
              diemDialer.dial(
                  PeerId.fromPublicKey(key.publicKey()),
                  NetworkAddress.parse("/ip4/127.0.0.1/tcp/" + aptos.info().address().port())
                      .withNoise(key.publicKey(), 0)));
      assertThat(toAptos).hasMessageContaining("another profile");
      Throwable toDiem =
          failure(
              aptosDialer.dial(
                  PeerId.fromPublicKey(key.publicKey(), WireProfile.APTOS),
                  NetworkAddress.parse("/ip4/127.0.0.1/tcp/" + diem.info().address().port())
                      .withNoise(key.publicKey(), 0)));
      assertThat(toDiem).hasMessageContaining("another profile");
      // And the listeners recognize the other's first message.
      waitFor("the words of the Aptos node", () -> said(lines, "16 bytes (diem)"));
      waitFor("the words of the Diem node", () -> said(lines, "32 bytes (aptos)"));
    } finally {
      log.detachAppender(lines);
      log.setAdditive(true);
      log.setLevel(null);
    }
  }

  private static boolean said(ListAppender<ILoggingEvent> lines, String words) {
    return lines.list.stream().anyMatch(line -> line.getFormattedMessage().contains(words));
  }

  @Test
  void a_configuration_that_mixes_profiles_says_what_is_wrong() {
    assertMistake(
        new JsonObject().put("networkId", "mine"), "networkId", "validator, public or vfn");
    assertMistake(
        new JsonObject().put("protocols", protocols("Mine", 12)), "protocols[0].id", "29 to 255");
    assertMistake(seeds("ab".repeat(33), "/ip4/1.2.3.4/tcp/1"), "seeds", "1 to 64 hex digits");
    assertMistake(
        seeds(KEY, "/ip4/1.2.3.4/tcp/1/ln-noise-ik/" + KEY + "/ln-handshake/0"),
        "seeds",
        "it is of profile diem; in the profile of this network it is called noise-ik");
    assertThatExceptionOfType(InvalidOptionsException.class)
        .isThrownBy(
            () ->
                new DiemNetOptions(
                    seeds("ab".repeat(16), "/ip4/1.2.3.4/tcp/1/noise-ik/" + KEY + "/handshake/0")))
        .withMessageContaining("it is of profile aptos")
        .withMessageContaining("ln-noise-ik");
    // What is set in Java is checked at the start.
    assertNotStarted(options -> options.setNetworkId(NetworkId.privateNetwork("x")), "networkId");
    assertNotStarted(options -> options.addAddressKey(0, new byte[32]), "addressKeys");
    assertNotStarted(
        options -> options.addSeed(PeerId.parse("ab".repeat(16)), PeerConfig.of(PeerRole.UPSTREAM)),
        "32 bytes");
    assertNotStarted(
        options ->
            options.setAccess(new AccessOptions().setBlock(List.of(PeerId.parse("ab".repeat(16))))),
        "access");
    assertNotStarted(options -> options.getLimits().setMaxFrameSize(1000), "at least 4096");
    assertThatThrownBy(
            () ->
                DiemNet.create(
                    vertx,
                    new DiemNetOptions()
                        .setProfile(WireProfile.APTOS)
                        .addProtocol(ProtocolId.custom("Mine", 12))))
        .hasMessageContaining("from 29 to 255");
  }

  private static JsonArray protocols(String name, int id) {
    return new JsonArray().add(new JsonObject().put("name", name).put("id", id));
  }

  private static JsonObject seeds(String id, String address) {
    return new JsonObject()
        .put(
            "seeds",
            new JsonObject()
                .put(id, new JsonObject().put("addresses", new JsonArray().add(address))));
  }

  private static void assertMistake(JsonObject json, String path, String words) {
    assertThatExceptionOfType(InvalidOptionsException.class)
        .isThrownBy(() -> new DiemNetOptions(json.put("profile", "aptos")))
        .withMessageContaining(path)
        .withMessageContaining(words);
  }

  private void assertNotStarted(java.util.function.Consumer<DiemNetOptions> wrong, String words) {
    DiemNetOptions options = node(WireProfile.APTOS, PrivateKey.generate());
    wrong.accept(options);
    assertThat(failure(DiemNet.create(vertx, options).start())).hasMessageContaining(words);
  }

  @Test
  void options_have_the_defaults_of_their_profile_and_survive_json() {
    DiemNetOptions options =
        new DiemNetOptions(
            seeds("1", "/dns/x/tcp/80/noise-ik/x25519-pub-0x" + KEY + "/handshake/0/")
                .put("profile", "aptos")
                .put("networkId", "VFN")
                .put("limits", new JsonObject().put("maxPendingRpcs", 7))
                .put("protocols", protocols("MempoolDirectSend", 2)));
    assertThat(options.getLimits().getMaxFrameSize()).isEqualTo(4 * 1024 * 1024);
    assertThat(options.getLimits().getMaxInbound()).isEqualTo(50);
    assertThat(options.getHealth().getInterval()).isEqualTo(10_000);
    assertThat(options.getHealth().getFailuresTolerated()).isEqualTo(3);
    assertThat(options.getConnectivity().getMaxOutbound()).isEqualTo(5);
    assertThat(options.getNetworkId().isVfn()).isTrue();
    DiemNetOptions again = new DiemNetOptions(new JsonObject(options.toJson().encode()));
    assertThat(again.toJson()).isEqualTo(options.toJson());
    assertThat(again.getSeeds().keySet()).containsExactly(PeerId.parse("0".repeat(63) + "1"));
    // Limits that are set in Java have the other defaults of the profile too.
    DiemNetOptions set =
        new DiemNetOptions()
            .setProfile(WireProfile.APTOS)
            .setLimits(new io.diemnet.vertx.LimitsOptions().setMaxPendingRpcs(7));
    assertThat(set.getLimits().getMaxFrameSize()).isEqualTo(4 * 1024 * 1024);
    assertThat(new DiemNetOptions().getLimits().getMaxFrameSize()).isEqualTo(8 * 1024 * 1024);
  }

  @Test
  void noise_sockets_speak_the_profile() {
    PrivateKey serverKey = PrivateKey.generate();
    PrivateKey clientKey = PrivateKey.generate();
    NoiseServer server =
        NoiseServer.create(
            vertx,
            new NoiseServerOptions()
                .setProfile(WireProfile.APTOS)
                .setHost("127.0.0.1")
                .setPrivateKey(serverKey));
    server.connectHandler(
        socket -> socket.handler(any -> socket.write(socket.remotePeerId().toString())));
    await(server.listen());
    NoiseClient client =
        NoiseClient.create(
            vertx, new NoiseClientOptions().setProfile(WireProfile.APTOS).setPrivateKey(clientKey));
    var socket = await(client.connect(server.actualPort(), "127.0.0.1", serverKey.publicKey()));
    List<Buffer> heard = new CopyOnWriteArrayList<>();
    socket.handler(heard::add);
    socket.write("who am I");
    waitFor("an answer", () -> !heard.isEmpty());
    assertThat(heard.get(0).toString())
        .isEqualTo(PeerId.fromPublicKey(clientKey.publicKey(), WireProfile.APTOS).toString());
    await(server.close());
  }

  @Test
  void access_lists_hold_in_both_directions_and_in_both_profiles() {
    for (WireProfile profile : WireProfile.values()) {
      PrivateKey blocked = PrivateKey.generate();
      PeerId blockedId = PeerId.fromPublicKey(blocked.publicKey(), profile);
      DiemNet node =
          TestNetwork.start(
              vertx,
              node(profile, PrivateKey.generate())
                  .setName("node-" + profile)
                  .setAccess(new AccessOptions().setBlock(List.of(blockedId))));
      List<String> refused = new CopyOnWriteArrayList<>();
      node.subscribe(
          event -> {
            if (event instanceof PeerEvent.Refused told) {
              refused.add(told.reason());
            }
          });
      DiemNet other =
          TestNetwork.start(vertx, node(profile, blocked).setName("blocked-" + profile));
      assertThat(failure(other.dial(node.info().peer(), node.info().address()))).isNotNull();
      waitFor("the refusal", () -> refused.contains("no-access"));
      assertThat(failure(node.dial(blockedId, other.info().address())))
          .hasMessageContaining("access.block");
      DiemNet strict =
          TestNetwork.start(
              vertx,
              node(profile, PrivateKey.generate())
                  .setName("strict-" + profile)
                  .setAccess(new AccessOptions().setAllow(List.of(blockedId))));
      await(other.dial(strict.info().peer(), strict.info().address()));
      assertThat(failure(strict.dial(node.info().peer(), node.info().address())))
          .hasMessageContaining("access.allow");
    }
  }

  @Test
  void a_priority_peer_takes_the_place_of_a_stranger() {
    PrivateKey preferred = PrivateKey.generate();
    DiemNetOptions options = node(WireProfile.APTOS, PrivateKey.generate());
    options.getLimits().setMaxInbound(2).setMaxUnknownPerAddress(10);
    options.setAccess(
        new AccessOptions()
            .setPriority(List.of(PeerId.fromPublicKey(preferred.publicKey(), WireProfile.APTOS))));
    DiemNet node = TestNetwork.start(vertx, options);
    for (int i = 0; i < 2; i++) {
      DiemNet stranger =
          TestNetwork.start(
              vertx, node(WireProfile.APTOS, PrivateKey.generate()).setName("stranger-" + i));
      await(stranger.dial(node.info().peer(), node.info().address()));
    }
    waitFor("two strangers", () -> node.peers().size() == 2);
    DiemNet third =
        TestNetwork.start(vertx, node(WireProfile.APTOS, PrivateKey.generate()).setName("third"));
    assertThat(failure(third.dial(node.info().peer(), node.info().address()))).isNotNull();
    DiemNet guest =
        TestNetwork.start(vertx, node(WireProfile.APTOS, preferred).setName("preferred"));
    await(guest.dial(node.info().peer(), node.info().address()));
    waitFor(
        "the preferred one and one stranger",
        () -> node.peers().size() == 2 && TestNetwork.connected(node, guest.info().peer()));
  }
}
