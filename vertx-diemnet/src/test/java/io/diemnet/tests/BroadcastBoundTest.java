package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BroadcastBoundTest {

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(30, TimeUnit.SECONDS);
  }

  private static List<PeerId> peers(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> PeerId.parse("%032x".formatted(number)))
        .toList();
  }

  @Test
  void a_broadcast_to_more_peers_than_the_bound_fails_before_any_work() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      DiemNet network =
          DiemNet.create(vertx, new DiemNetOptions().setName("alone").setListenAddress(null));
      await(network.start());
      ProtocolId protocol = ProtocolId.CONSENSUS_DIRECT_SEND;
      Buffer message = Buffer.buffer("x");
      assertThat(await(network.broadcast(peers(1024), protocol, message, SendOptions.DEFAULT)))
          .hasSize(1024);
      assertThatThrownBy(
              () -> await(network.broadcast(peers(1025), protocol, message, SendOptions.DEFAULT)))
          .isInstanceOfSatisfying(
              DiemNetException.class,
              failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST));
    } finally {
      await(vertx.close());
    }
  }
}
