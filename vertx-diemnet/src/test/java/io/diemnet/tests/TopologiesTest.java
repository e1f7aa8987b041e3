package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The three networks of a Diem chain, several of them in one process. */
class TopologiesTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static DiemNetOptions options(
      String name, NetworkId network, NodeRole role, PrivateKey key) {
    return TestNetwork.validator(name, key).setNetworkId(network).setRole(role);
  }

  private DiemNet start(DiemNetOptions options) {
    return TestNetwork.start(vertx, options);
  }

  private static PeerInfo peer(DiemNet network, PeerId id) {
    return network.peers().stream().filter(info -> info.peer().equals(id)).findAny().orElseThrow();
  }

  private static PeerConfig at(DiemNet network, PeerRole role) {
    return PeerConfig.of(network.info().address(), role);
  }

  @Test
  void in_a_vfn_network_full_nodes_dial_the_validator_which_dials_nobody() {
    PrivateKey validatorKey = PrivateKey.generate();
    PrivateKey first = PrivateKey.generate();
    PrivateKey second = PrivateKey.generate();
    DiemNet validator =
        start(
            options("vfn-validator", NetworkId.vfn(), NodeRole.VALIDATOR, validatorKey)
                .addSeed(
                    id(first),
                    new PeerConfig(
                        List.of(), List.of(first.publicKey()), PeerRole.VALIDATOR_FULL_NODE)));
    assertThat(validator.info().mutualAuthentication()).isFalse();
    DiemNet known =
        start(
            options("vfn-known", NetworkId.vfn(), NodeRole.FULL_NODE, first)
                .addSeed(id(validatorKey), at(validator, PeerRole.VALIDATOR)));
    DiemNet unknown =
        start(
            options("vfn-unknown", NetworkId.vfn(), NodeRole.FULL_NODE, second)
                .addSeed(id(validatorKey), at(validator, PeerRole.VALIDATOR))
                .addSeed(id(first), at(known, PeerRole.VALIDATOR_FULL_NODE)));

    waitFor(
        "both full nodes to be there",
        () -> connected(validator, id(first)) && connected(validator, id(second)));
    waitFor(
        "the validator to be known to both",
        () -> connected(known, id(validatorKey)) && connected(unknown, id(validatorKey)));
    assertThat(validator.peers())
        .allSatisfy(info -> assertThat(info.origin()).isEqualTo(ConnectionOrigin.INBOUND));
    assertThat(peer(validator, id(first)).role()).isEqualTo(PeerRole.VALIDATOR_FULL_NODE);
    assertThat(peer(validator, id(second)).role()).isEqualTo(PeerRole.UNKNOWN);
    assertThat(peer(known, id(validatorKey)).role()).isEqualTo(PeerRole.VALIDATOR);
    assertThat(connected(unknown, id(first))).as("full nodes do not dial each other").isFalse();
  }

  @Test
  void in_a_public_network_unknown_clients_are_welcome_up_to_the_limit() {
    PrivateKey serverKey = PrivateKey.generate();
    PrivateKey trusted = PrivateKey.generate();
    DiemNet server =
        start(
            options("public-server", NetworkId.PUBLIC, NodeRole.FULL_NODE, serverKey)
                .setLimits(new LimitsOptions().setMaxInbound(2).setMaxUnknownPerAddress(2))
                .addSeed(
                    id(trusted),
                    new PeerConfig(List.of(), List.of(trusted.publicKey()), PeerRole.DOWNSTREAM)));
    for (int i = 1; i <= 2; i++) {
      PrivateKey key = PrivateKey.generate();
      start(client("client-" + i, key, server));
      waitFor("client " + i + " to be in", () -> connected(server, id(key)));
    }
    PrivateKey third = PrivateKey.generate();
    start(client("client-3", third, server));
    waitFor(
        "the third client to be refused",
        () -> server.info().inboundFailures().values().stream().anyMatch(count -> count > 0));
    assertThat(connected(server, id(third))).isFalse();
    assertThat(server.peers()).hasSize(2);

    start(client("client-trusted", trusted, server));
    waitFor("the trusted client to be in", () -> connected(server, id(trusted)));
    assertThat(peer(server, id(trusted)).role()).isEqualTo(PeerRole.DOWNSTREAM);
    assertThat(server.peers()).hasSize(3);
  }

  private static DiemNetOptions client(String name, PrivateKey key, DiemNet server) {
    return options(name, NetworkId.PUBLIC, NodeRole.FULL_NODE, key)
        .setListenAddress(null)
        .addSeed(server.info().peer(), at(server, PeerRole.UPSTREAM));
  }

  @Test
  void a_client_under_a_foreign_id_is_no_welcome_stranger() {
    PrivateKey serverKey = PrivateKey.generate();
    DiemNet server =
        start(options("public-server", NetworkId.PUBLIC, NodeRole.FULL_NODE, serverKey));
    PrivateKey key = PrivateKey.generate();
    start(
        client("client", key, server)
            .setIdentity(
                new IdentityOptions().setPrivateKey(key).setPeerId(PeerId.parse("12".repeat(16)))));
    waitFor("the client to be refused", () -> !server.info().inboundFailures().isEmpty());
    assertThat(server.peers()).isEmpty();
  }

  @Test
  void a_full_node_dials_its_upstreams_within_its_limit() {
    DiemNetOptions options =
        options("full-node", NetworkId.PUBLIC, NodeRole.FULL_NODE, PrivateKey.generate());
    for (int i = 0; i < 5; i++) {
      PrivateKey key = PrivateKey.generate();
      DiemNet upstream = start(options("upstream-" + i, NetworkId.PUBLIC, NodeRole.FULL_NODE, key));
      options.addSeed(
          id(key), at(upstream, i < 2 ? PeerRole.PREFERRED_UPSTREAM : PeerRole.UPSTREAM));
    }
    DiemNet fullNode = start(options);
    waitFor("three connections", () -> fullNode.peers().size() == 3);
    assertThat(fullNode.peers())
        .filteredOn(info -> info.role() == PeerRole.PREFERRED_UPSTREAM)
        .hasSize(2);
    await(fullNode.disconnect(fullNode.peers().get(0).peer()));
    waitFor("three connections again", () -> fullNode.peers().size() == 3);
  }

  /**
   * Validators v0 and v1; v0's full node f in v0's own network and in the public one; a client of
   * f. Everything in one process, v0 and f with one key in both of their networks.
   */
  @Test
  void a_node_in_two_networks_never_mixes_them() {
    PrivateKey v0 = PrivateKey.generate();
    PrivateKey v1 = PrivateKey.generate();
    PrivateKey f = PrivateKey.generate();
    PrivateKey c = PrivateKey.generate();
    Queue<String> heard = new ConcurrentLinkedQueue<>();

    DiemNet v0Validator =
        start(
            options("v0-validator", NetworkId.VALIDATOR, NodeRole.VALIDATOR, v0)
                .addSeed(id(v1), TestNetwork.trust(v1)));
    DiemNet v0Vfn = start(options("v0-vfn", NetworkId.vfn(), NodeRole.VALIDATOR, v0));
    DiemNet v1Validator =
        start(
            options("v1-validator", NetworkId.VALIDATOR, NodeRole.VALIDATOR, v1)
                .addSeed(id(v0), at(v0Validator, PeerRole.VALIDATOR)));
    DiemNet fVfn =
        start(
            options("f-vfn", NetworkId.vfn(), NodeRole.FULL_NODE, f)
                .addSeed(id(v0), at(v0Vfn, PeerRole.VALIDATOR)));
    DiemNet fPublic = start(options("f-public", NetworkId.PUBLIC, NodeRole.FULL_NODE, f));
    DiemNet client = start(client("c-public", c, fPublic));
    List<DiemNet> all = List.of(v0Validator, v0Vfn, v1Validator, fVfn, fPublic, client);
    for (DiemNet network : all) {
      String name = network.info().network();
      network
          .rpcHandler(
              ProtocolId.CONSENSUS_RPC,
              message -> Future.succeededFuture(Buffer.buffer(name + " of " + message.peer())))
          .directSendHandler(
              ProtocolId.MEMPOOL_DIRECT_SEND, message -> heard.add(name + message.payload()));
    }

    waitFor("v0 and v1", () -> connected(v0Validator, id(v1)) && connected(v1Validator, id(v0)));
    waitFor("v0 and f", () -> connected(v0Vfn, id(f)) && connected(fVfn, id(v0)));
    waitFor("f and the client", () -> connected(fPublic, id(c)) && connected(client, id(f)));
    assertThat(all).allSatisfy(network -> assertThat(network.peers()).hasSize(1));

    assertThat(rpc(v1Validator, id(v0))).isEqualTo("v0-validator of " + id(v1));
    assertThat(rpc(fVfn, id(v0))).isEqualTo("v0-vfn of " + id(f));
    assertThat(rpc(v0Vfn, id(f))).isEqualTo("f-vfn of " + id(v0));
    assertThat(rpc(client, id(f))).isEqualTo("f-public of " + id(c));
    assertThat(
            ((DiemNetException)
                    failure(fPublic.rpc(id(v0), ProtocolId.CONSENSUS_RPC, Buffer.buffer())))
                .code())
        .as("v0 is no peer of f in the public network")
        .isEqualTo(FailureCode.NOT_CONNECTED);

    await(fPublic.directSend(id(c), ProtocolId.MEMPOOL_DIRECT_SEND, Buffer.buffer(" hears f")));
    await(fVfn.directSend(id(v0), ProtocolId.MEMPOOL_DIRECT_SEND, Buffer.buffer(" hears f")));
    waitFor("both messages", () -> heard.size() >= 2);
    assertThat(heard).containsExactlyInAnyOrder("c-public hears f", "v0-vfn hears f");

    // A dial into the wrong network is refused by the handshake and changes nothing.
    assertThat(((DiemNetException) failure(fVfn.dial(id(v1), v1Validator.info().address()))).code())
        .isEqualTo(FailureCode.DIAL_FAILED);
    await(fVfn.close());
    waitFor("v0 to have lost f in its own network", () -> v0Vfn.peers().isEmpty());
    assertThat(connected(fPublic, id(c))).isTrue();
    assertThat(connected(v0Validator, id(v1))).isTrue();
  }

  private static String rpc(DiemNet from, PeerId to) {
    return await(from.rpc(to, ProtocolId.CONSENSUS_RPC, Buffer.buffer("who are you"))).toString();
  }
}
