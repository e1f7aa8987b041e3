package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.HostilePeer.ping;
import static io.diemnet.tests.HostilePeer.request;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A caller that asks much and does not read the answers. */
class UnreadAnswersTest {

  private static final int ANSWER = 60_000;
  private static final int QUEUE = 2 * (64 * 1024 + 4);
  private static final int REQUESTS = 600;

  private HostileNode node;
  private HostilePeer peer;

  private void open(int rpcTimeout) {
    node =
        new HostileNode(
            options ->
                options.setLimits(
                    new LimitsOptions()
                        .setMaxFrameSize(64 * 1024)
                        .setOutboundQueueBytes(1)
                        .setReadPause(500)
                        .setRpcTimeout(rpcTimeout)));
    node.network.rpcHandler(
        ProtocolId.CONSENSUS_RPC, m -> Future.succeededFuture(Buffer.buffer(new byte[ANSWER])));
    peer = node.connect();
  }

  @AfterEach
  void close() {
    peer.close();
    node.close();
  }

  @Test
  void answers_that_nobody_reads_wait_within_bounds_and_are_dropped_and_counted_in_time() {
    open(3_000);
    ask(REQUESTS);
    waitFor("answers to wait", () -> waiting() > 2);
    waitFor("those that wait to be dropped", () -> failed() > 0 && waiting() <= 2);
    assertThat(node.queuedBytes()).isLessThanOrEqualTo(QUEUE + 1024);
    node.assertServes();
    // It reads again: the connection lives, and every request was answered, dropped or declined.
    peer.send(ping(7_000, 7));
    int answered = 0;
    while (!peer.readAnswer().startsWith("02581b0000")) {
      answered++;
    }
    assertThat(answered + failed() + declined()).isEqualTo(REQUESTS);
    peer.assertAlive();
  }

  @Test
  void pings_are_answered_while_answers_wait_and_the_end_of_the_connection_frees_all() {
    open(600_000);
    // Requests are read between two pauses, until the slots are taken.
    waitFor(
        "as many answers to wait as there are slots",
        () -> {
          ask(10);
          return waiting() >= 100;
        });
    assertThat(node.queuedBytes()).isLessThanOrEqualTo(QUEUE + 100.0 * (ANSWER + 20));
    assertThat(node.network.peers().get(0).queues())
        .matches(queues -> queues.outboundMessages() > 0 && queues.outboundBytes() > 0);
    // No second pause: the ping is read, and its pong has room beside the answers that wait.
    peer.send(ping(7_000, 7));
    ask(1);
    waitFor("a request after the ping to be declined", () -> declined() > 0);
    int answered = 0;
    while (!peer.readAnswer().startsWith("02581b0000")) {
      answered++;
    }
    assertThat(answered).isPositive();
    peer.close();
    waitFor("nothing to be held", () -> node.queuedBytes() == 0);
    node.assertServes();
  }

  private void ask(int count) {
    byte[] requests = new byte[0];
    for (int i = 0; i < count; i++) {
      requests = join(requests, request(0, i, new byte[1]));
    }
    peer.send(requests);
  }

  private double waiting() {
    return node.meter("diemnet.queue.messages", "queue", "outbound");
  }

  private double failed() {
    return node.meter("diemnet.rpc.messages", "type", "response", "state", "failed");
  }

  private double declined() {
    return node.meter("diemnet.rpc.messages", "type", "request", "state", "declined");
  }
}
