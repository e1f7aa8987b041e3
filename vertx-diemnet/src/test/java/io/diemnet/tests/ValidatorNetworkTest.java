package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.junit5.DiemNetExtension;
import io.diemnet.vertx.junit5.Medium;
import io.diemnet.vertx.junit5.ValidatorNetwork;
import io.diemnet.vertx.junit5.ValidatorNetworkOptions;
import io.diemnet.vertx.junit5.Validators;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith({VertxExtension.class, DiemNetExtension.class})
class ValidatorNetworkTest {

  private static void echo(ValidatorNetwork network) {
    network.eachNode(
        (node, index) -> node.rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload())));
  }

  private static void everyCallIsAnswered(ValidatorNetwork network) {
    for (DiemNet from : network.running()) {
      for (DiemNet to : network.running()) {
        if (from != to) {
          Buffer question = Buffer.buffer(from.info().network());
          assertThat(await(from.rpc(to.info().peer(), CONSENSUS_RPC, question)))
              .isEqualTo(question);
        }
      }
    }
  }

  @Test
  void without_an_annotation_there_are_four_in_memory(ValidatorNetwork network) {
    assertThat(network.size()).isEqualTo(4);
    for (DiemNet node : network.running()) {
      assertThat(node.info().address().isMemory()).isTrue();
      assertThat(node.peers()).hasSize(3);
    }
    echo(network);
    everyCallIsAnswered(network);
  }

  @Test
  void the_test_and_the_network_share_one_vertx(
      Vertx vertx, @Validators(2) ValidatorNetwork network) {
    assertThat(((VertxInternal) vertx).deploymentIDs()).isNotEmpty();
    await(network.close());
    assertThat(((VertxInternal) vertx).deploymentIDs()).isEmpty();
  }

  @Test
  void a_network_on_tcp_dials_with_sockets(
      @Validators(value = 3, medium = Medium.TCP) ValidatorNetwork network) {
    assertThat(network.node(0).info().address().toString()).startsWith("/ip4/127.0.0.1/tcp/");
    echo(network);
    everyCallIsAnswered(network);
  }

  @Test
  void an_inbound_peer_in_memory_comes_from_port_0(
      @Validators(value = 2, wired = false) ValidatorNetwork network) {
    assertThat(network.node(0).peers().get(0).origin()).isEqualTo(ConnectionOrigin.INBOUND);
    assertThat(network.node(0).peers().get(0).address().base()).isEqualTo(NetworkAddress.memory(0));
    assertThat(network.node(1).peers().get(0).address().base())
        .isEqualTo(network.node(0).info().address().base());
  }

  @Test
  void large_payloads_pass_in_memory(@Validators(2) ValidatorNetwork network) {
    echo(network);
    Buffer large = Buffer.buffer(new byte[8 * 1024 * 1024 - 11]);
    for (int i = 0; i < 3; i++) {
      assertThat(await(network.node(0).rpc(network.peerId(1), CONSENSUS_RPC, large)).length())
          .isEqualTo(large.length());
    }
  }

  @ParameterizedTest
  @EnumSource(Medium.class)
  void a_cut_link_separates_two_nodes_and_no_others(Medium medium, Vertx vertx) {
    ValidatorNetwork network =
        await(
            ValidatorNetwork.start(
                vertx, new ValidatorNetworkOptions().setSize(3).setMedium(medium)));
    echo(network);
    await(network.cutLink(0, 2));
    Throwable unreachable =
        failure(network.node(0).rpc(network.peerId(2), CONSENSUS_RPC, Buffer.buffer("x")));
    assertThat(((DiemNetException) unreachable).code()).isEqualTo(FailureCode.NOT_CONNECTED);
    assertThat(network.node(1).peers()).hasSize(2);
    await(network.mesh());

    network.restoreLink(0, 2);
    await(network.mesh());
    everyCallIsAnswered(network);
    await(network.close());
  }

  @ParameterizedTest
  @EnumSource(Medium.class)
  void a_stopped_node_comes_back_with_its_identity(Medium medium, Vertx vertx) {
    for (boolean wired : new boolean[] {true, false}) {
      ValidatorNetwork network =
          await(
              ValidatorNetwork.start(
                  vertx,
                  new ValidatorNetworkOptions().setSize(3).setMedium(medium).setWired(wired)));
      echo(network);
      await(network.stop(1));
      assertThat(network.running()).hasSize(2);
      assertThat(network.node(0).peers()).hasSize(1);

      await(network.start(1));
      await(network.mesh());
      everyCallIsAnswered(network);
      await(network.close());
    }
  }

  @Test
  void a_network_whose_nodes_dial_each_other_settles(
      @Validators(value = 5, bothDial = true) ValidatorNetwork network) {
    echo(network);
    // A second dial may still be under way, and replace a connection under a call.
    waitFor("every call to be answered", () -> isEveryCallAnswered(network));
  }

  private static boolean isEveryCallAnswered(ValidatorNetwork network) {
    try {
      everyCallIsAnswered(network);
      return true;
    } catch (DiemNetException failure) {
      assertThat(failure.code()).isIn(FailureCode.CONNECTION_LOST, FailureCode.NOT_CONNECTED);
      return false;
    }
  }

  @Test
  void the_setup_changes_the_options_of_each_node(Vertx vertx) {
    ValidatorNetwork network =
        await(
            ValidatorNetwork.start(
                vertx,
                new ValidatorNetworkOptions()
                    .setSize(2)
                    .setSetup(
                        (index, options) -> options.getLimits().setMaxFrameSize(1000 + index))));
    Throwable refused =
        failure(
            network
                .node(0)
                .directSend(network.peerId(1), CONSENSUS_RPC, Buffer.buffer(new byte[1000])));
    assertThat(refused).hasMessageContaining("1000");
    await(network.close());
  }
}
