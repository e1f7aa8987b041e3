package io.diemnet.vertx.impl.profile.aptos;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.profile.Roles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The roles of section 6. */
class AptosRolesTest {

  private final Roles roles = new AptosRoles();

  @ParameterizedTest
  @EnumSource
  void validators_are_dialed_in_the_validator_network_and_also_on_the_public_one(NodeRole role) {
    assertThat(roles.dialed(NetworkId.VALIDATOR, role)).containsExactly(PeerRole.VALIDATOR);
    assertThat(roles.dialed(NetworkId.PUBLIC, role))
        .containsExactly(
            PeerRole.VALIDATOR,
            PeerRole.PREFERRED_UPSTREAM,
            PeerRole.UPSTREAM,
            PeerRole.VALIDATOR_FULL_NODE);
  }

  @Test
  void in_the_vfn_network_full_nodes_dial_and_strangers_of_a_validator_are_its_full_nodes() {
    assertThat(roles.dialed(NetworkId.vfn(), NodeRole.VALIDATOR)).isEmpty();
    assertThat(roles.dialed(NetworkId.vfn(), NodeRole.FULL_NODE))
        .containsExactly(PeerRole.VALIDATOR);
    assertThat(roles.ofStrangers(NetworkId.vfn(), NodeRole.VALIDATOR))
        .isEqualTo(PeerRole.VALIDATOR_FULL_NODE);
    assertThat(roles.ofStrangers(NetworkId.vfn(), NodeRole.FULL_NODE)).isEqualTo(PeerRole.UNKNOWN);
    assertThat(roles.ofStrangers(NetworkId.PUBLIC, NodeRole.VALIDATOR)).isEqualTo(PeerRole.UNKNOWN);
    assertThat(roles.keepsUntrusted(PeerRole.VALIDATOR_FULL_NODE)).isTrue();
    assertThat(roles.keepsUntrusted(PeerRole.VALIDATOR)).isFalse();
  }
}
