package io.diemnet.vertx.impl.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.DiemWire;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UselessPeersTest {

  private static final PublicKey KEY = PrivateKey.generate().publicKey();
  private static final PeerId PEER = PeerId.fromPublicKey(KEY);
  private static final PeerId SELF = PeerId.fromPublicKey(PrivateKey.generate().publicKey());
  private static final NetworkAddress ADDRESS =
      NetworkAddress.parse("/ip4/127.0.0.1/tcp/1/ln-noise-ik/" + KEY + "/ln-handshake/0");

  private static Map<PeerId, String> reasons(
      NetworkId network, NodeRole role, Map<PeerId, DiscoveredPeer> peers) {
    ConnectivitySettings settings =
        new ConnectivitySettings(
            SELF, network, role, DiemWire.PROFILE.roles(), false, new Backoff(2, 60_000), 3);
    return new UselessPeers("n", settings).reasons(peers);
  }

  private static DiscoveredPeer at(PeerRole role) {
    return DiscoveredPeer.of(List.of(ADDRESS), List.of(), role);
  }

  @Test
  void a_peer_whose_role_is_not_dialed_has_that_as_its_reason() {
    assertThat(reasons(NetworkId.VALIDATOR, NodeRole.VALIDATOR, Map.of(PEER, at(PeerRole.UNKNOWN))))
        .containsEntry(PEER, "role Unknown is not dialed in the validator network");
    assertThat(reasons(NetworkId.PUBLIC, NodeRole.FULL_NODE, Map.of(PEER, at(PeerRole.VALIDATOR))))
        .containsEntry(PEER, "role Validator is not dialed in the public network");
    assertThat(reasons(NetworkId.vfn(), NodeRole.FULL_NODE, Map.of(PEER, at(PeerRole.KNOWN))))
        .containsEntry(PEER, "role Known is not dialed in the vfn network");
  }

  @Test
  void a_peer_without_address_and_key_is_not_trusted() {
    assertThat(
            reasons(
                NetworkId.VALIDATOR,
                NodeRole.VALIDATOR,
                Map.of(PEER, DiscoveredPeer.of(List.of(), List.of(), PeerRole.VALIDATOR))))
        .hasEntrySatisfying(PEER, why -> assertThat(why).contains("neither an address nor a key"));
  }

  @Test
  void peers_that_are_dialed_or_that_dial_this_node_are_no_mistake() {
    DiscoveredPeer dialsUs = DiscoveredPeer.of(List.of(), List.of(KEY), PeerRole.UNKNOWN);
    assertThat(
            reasons(
                NetworkId.VALIDATOR,
                NodeRole.VALIDATOR,
                Map.of(PEER, at(PeerRole.VALIDATOR), SELF, at(PeerRole.UNKNOWN))))
        .isEmpty();
    assertThat(reasons(NetworkId.VALIDATOR, NodeRole.VALIDATOR, Map.of(PEER, dialsUs))).isEmpty();
    // A validator waits for its full nodes and dials none of them.
    assertThat(
            reasons(
                NetworkId.vfn(),
                NodeRole.VALIDATOR,
                Map.of(PEER, at(PeerRole.VALIDATOR_FULL_NODE))))
        .isEmpty();
  }
}
