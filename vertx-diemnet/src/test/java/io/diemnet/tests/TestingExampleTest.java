package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.junit5.DiemNetExtension;
import io.diemnet.vertx.junit5.Medium;
import io.diemnet.vertx.junit5.NodeSetup;
import io.diemnet.vertx.junit5.ValidatorNetwork;
import io.diemnet.vertx.junit5.Validators;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/testing.md shows. */
class TestingExampleTest {

  @Nested
  // tag::first[]
  @ExtendWith(DiemNetExtension.class)
  class EchoTest {

    @Test
    void every_validator_answers(ValidatorNetwork network) {
      network.eachNode(
          (node, index) ->
              node.rpcHandler(
                  ProtocolId.CONSENSUS_RPC,
                  message -> Future.succeededFuture(Buffer.buffer("from " + index))));

      Buffer answer =
          network
              .node(0)
              .rpc(network.peerId(3), ProtocolId.CONSENSUS_RPC, Buffer.buffer("hello"))
              .await();
      assertThat(answer.toString()).isEqualTo("from 3");
    }
  }

  // end::first[]

  @Nested
  // tag::failures[]
  @ExtendWith(DiemNetExtension.class)
  class FailuresTest {

    @Test
    void a_minority_that_is_cut_off_comes_back(@Validators(5) ValidatorNetwork network) {
      network.cutLink(0, 4).await();
      assertThat(network.node(0).peers()).hasSize(3);

      network.stop(3).await();
      assertThat(network.node(0).peers()).hasSize(2);

      network.restoreLink(0, 4);
      network.start(3).await();
      network.mesh().await();
      assertThat(network.node(0).peers()).hasSize(4);
    }
  }

  // end::failures[]

  // tag::options[]
  static class SmallFrames implements NodeSetup {
    @Override
    public void configure(int index, DiemNetOptions options) {
      options.getLimits().setMaxFrameSize(64 * 1024);
      options.addProtocol(ProtocolId.custom("ChatDirectSend", 32));
    }
  }

  @Nested
  @ExtendWith({VertxExtension.class, DiemNetExtension.class})
  class OptionsTest {

    @Test
    void the_event_bus_reaches_the_nodes(
        Vertx vertx,
        @Validators(value = 2, medium = Medium.TCP, setup = SmallFrames.class)
            ValidatorNetwork network) {
      String peers = "diemnet." + network.name(0) + ".peers";
      assertThat(vertx.eventBus().request(peers, null).await().body().toString())
          .contains(network.peerId(1).toString())
          .contains("ChatDirectSend");
    }
  }

  // end::options[]
}
