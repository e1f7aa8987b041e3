package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.RateLimit;
import io.diemnet.vertx.RateLimitOptions;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.junit5.DiemNetExtension;
import io.diemnet.vertx.junit5.Medium;
import io.diemnet.vertx.junit5.NodeSetup;
import io.diemnet.vertx.junit5.ValidatorNetwork;
import io.diemnet.vertx.junit5.Validators;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** That a limited network works; how far it is limited is tested where time can be set. */
@ExtendWith(DiemNetExtension.class)
class RateLimitedNetworkTest {

  static final class Limited implements NodeSetup {
    @Override
    public void configure(int index, DiemNetOptions options) {
      options.setRateLimit(
          new RateLimitOptions()
              .setInbound(new RateLimit().setRate(200_000))
              .setOutbound(new RateLimit().setRate(150_000)));
    }
  }

  @Test
  void what_is_throttled_arrives_whole(
      @Validators(value = 2, medium = Medium.TCP, setup = Limited.class) ValidatorNetwork network) {
    network.eachNode(
        (node, index) ->
            node.rpcHandler(CONSENSUS_RPC, message -> Future.succeededFuture(message.payload())));
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    Buffer answer =
        await(
            network
                .node(0)
                .rpc(
                    network.peerId(1),
                    CONSENSUS_RPC,
                    Buffer.buffer(bytes),
                    SendOptions.DEFAULT.withTimeout(50_000)));
    assertThat(answer.getBytes()).isEqualTo(bytes);
  }
}
