package io.diemnet.node.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.ClosedAddresses.Use;
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
            "diemnet.one.await",
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

  @Test
  void a_closed_address_has_a_reason_in_words_as_far_as_clients_may_know() {
    Permissions admin = Permissions.of(NETWORKS, true);
    assertThat(why(Use.SEND, "diemnet.two.rpc"))
        .isEqualTo("no network named two is open to clients here");
    assertThat(why(Use.REGISTER, "diemnet.none.in.Chat"))
        .isEqualTo("no network named none is open to clients here");
    assertThat(why(Use.REGISTER, "other.two.in.Chat"))
        .isEqualTo("network two does not speak the protocol Chat");
    assertThat(why(Use.SEND, "diemnet.one.in.Chat")).contains("only the network sends to it");
    assertThat(why(Use.REGISTER, "diemnet.one.in.HealthCheckerRpc"))
        .isEqualTo("the network itself serves HealthCheckerRpc");
    assertThat(why(Use.SEND, "diemnet.one.events")).contains("but not send");
    assertThat(why(Use.REGISTER, "diemnet.one.rpc")).contains("but not register");
    assertThat(why(Use.REGISTER, "other.networks")).contains("but not register");
    assertThat(why(Use.PUBLISH, "diemnet.one.rpc")).isEqualTo("clients may send, but not publish");
    for (String address : List.of("diemnet.one", "diemnet.one.RPC", "diemnet.one.rpc.")) {
      assertThat(why(Use.SEND, address)).as(address).isEqualTo("a network has no such address");
    }
    for (String address : List.of("diemnet.one.admin.dial", "diemnet.one.admin.other")) {
      assertThat(why(Use.SEND, address)).as(address).contains("(bridge.admin)");
    }
    assertThat(admin.refusal("diemnet.one.admin.other", Use.SEND).detail())
        .isEqualTo("a network has no such administrative address");
    // Nothing is told of other addresses, whether they have a consumer or not.
    for (String address : List.of("secrets", "diemnet", "", "diemnetone.rpc")) {
      assertThat(why(Use.SEND, address)).as(address).isNull();
      assertThat(permissions.refusal(address, Use.SEND).message()).isEqualTo("access_denied");
    }
    assertThat(why(Use.SEND, "diemnet." + "x\n".repeat(1_000)))
        .hasSizeLessThan(200)
        .doesNotContain("\n");
  }

  private String why(Use use, String address) {
    return permissions.refusal(address, use).detail();
  }
}
