package io.diemnet.vertx.impl.profile.diem;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of section 10. */
class DiemRolesTest {

  @ParameterizedTest
  @EnumSource
  void in_the_validator_network_validators_are_dialed(NodeRole role) {
    assertThat(new DiemRoles().dialed(NetworkId.VALIDATOR, role))
        .containsExactly(PeerRole.VALIDATOR);
  }

  @ParameterizedTest
  @EnumSource
  void in_the_public_network_upstreams_and_validator_full_nodes_are_dialed(NodeRole role) {
    assertThat(new DiemRoles().dialed(NetworkId.PUBLIC, role))
        .containsExactly(
            PeerRole.PREFERRED_UPSTREAM, PeerRole.UPSTREAM, PeerRole.VALIDATOR_FULL_NODE);
  }

  @Test
  void in_the_vfn_network_only_full_nodes_dial_and_only_validators() {
    assertThat(new DiemRoles().dialed(NetworkId.vfn(), NodeRole.VALIDATOR)).isEmpty();
    assertThat(new DiemRoles().dialed(NetworkId.vfn(), NodeRole.FULL_NODE))
        .containsExactly(PeerRole.VALIDATOR);
    assertThat(new DiemRoles().dialed(NetworkId.parse("vfn"), NodeRole.VALIDATOR)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void in_another_private_network_upstreams_are_dialed(NodeRole role) {
    assertThat(new DiemRoles().dialed(NetworkId.privateNetwork("lab"), role))
        .containsExactly(PeerRole.PREFERRED_UPSTREAM, PeerRole.UPSTREAM);
  }
}
