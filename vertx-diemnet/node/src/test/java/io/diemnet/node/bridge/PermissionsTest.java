package io.diemnet.node.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.ProtocolId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionsTest {

  private static final List<DiemNetOptions> NETWORKS =
      List.of(
          new DiemNetOptions()
              .setName("one")
              .addProtocol(ProtocolId.custom("Chat", 40))
              .setLimits(new LimitsOptions().setRpcTimeout(40_000)),
          new DiemNetOptions().setName("two").setEventBusPrefix("other"));

  private final Permissions permissions = Permissions.of(NETWORKS, false);

  @Test
  void data_and_questions_of_each_network_may_be_sent() {
    for (String address :
        List.of(
            "diemnet.one.rpc",
            "diemnet.one.direct-send",
            "diemnet.one.peers",
            "diemnet.one.info",
            "diemnet.networks",
            "other.two.rpc",
            "other.networks")) {
      assertThat(permissions.target(address)).as(address).isNotNull();
      assertThat(permissions.mayRegister(address)).as(address).isFalse();
    }
    assertThat(permissions.target("diemnet.two.rpc")).isNull();
    assertThat(permissions.target("diemnet.one.rpc").defaultTimeout()).isEqualTo(40_000);
  }

  @Test
  void what_comes_in_and_events_may_be_heard() {
    for (String address :
        List.of(
            "diemnet.one.events",
            "diemnet.one.in.Chat",
            "diemnet.one.in.ConsensusRpc",
            "other.two.in.MempoolDirectSend")) {
      assertThat(permissions.mayRegister(address)).as(address).isTrue();
      assertThat(permissions.target(address)).as(address).isNull();
    }
    assertThat(permissions.mayRegister("other.two.in.Chat")).isFalse();
  }

  @Test
  void administration_is_closed_unless_it_is_configured() {
    Permissions admin = Permissions.of(NETWORKS, true);
    for (String call :
        List.of("dial", "disconnect", "discovery", "validator-set", "reload-identity")) {
      String address = "diemnet.one.admin." + call;
      assertThat(permissions.target(address)).as(address).isNull();
      assertThat(permissions.mayRegister(address)).as(address).isFalse();
      assertThat(admin.target(address)).as(address).isNotNull();
      assertThat(admin.mayRegister(address)).as(address).isFalse();
    }
    assertThat(admin.target("diemnet.one.admin.other")).isNull();
  }
}
