package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static io.diemnet.vertx.ProtocolId.STATE_SYNC_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Priority on the wire: honoured where messages wait, kept in order, visible at the other end. */
class PriorityTest {

  private static final int BULK = 50_000;

  @Test
  void urgent_messages_overtake_waiting_bulk_and_bulk_is_not_starved() {
    HostileNode node =
        new HostileNode(
            options ->
                options.setLimits(new LimitsOptions().setOutboundQueueBytes(16 * 1024 * 1024)));
    HostilePeer peer = node.connect();
    // While the loop still wrote, bulk would go out between one urgent message and the next.
    int bulk = node.fill(peer.id, MEMPOOL_DIRECT_SEND, PriorityTest::bulk);
    int urgent = 64;
    for (int i = 0; i < urgent; i++) {
      await(send(node, peer, Buffer.buffer().appendInt(i), 255));
    }
    List<Integer> bulkSeen = new ArrayList<>();
    List<Integer> urgentSeen = new ArrayList<>();
    List<Integer> bulkBetween = new ArrayList<>();
    for (int i = 0; i < bulk + urgent; i++) {
      Buffer message = Buffer.buffer(peer.readMessage());
      if ((message.getByte(2) & 0xff) == 255) {
        urgentSeen.add(message.getInt(4));
      } else {
        bulkSeen.add(message.getInt(message.length() - BULK));
        if (!urgentSeen.isEmpty() && urgentSeen.size() < urgent) {
          bulkBetween.add(bulkSeen.size());
        }
      }
    }
    // Order within a priority; all of it; the urgent ones before what was queued long before them.
    assertThat(bulkSeen).hasSize(bulk).isSorted();
    assertThat(urgentSeen).hasSize(urgent).isSorted();
    // Every sixteenth message is the oldest: so many of the bulk came in between, and no more.
    assertThat(bulkBetween.size()).isBetween(urgent / 16 - 1, urgent / 15 + 1);
    peer.close();
    node.close();
  }

  @Test
  void the_priority_arrives_with_requests_and_direct_sends_and_goes_back_with_responses() {
    Vertx vertx = Vertx.vertx();
    TestNetwork.Pair pair = TestNetwork.Pair.start(vertx);
    List<Integer> seen = new CopyOnWriteArrayList<>();
    pair.a()
        .rpcHandler(
            CONSENSUS_RPC,
            message -> {
              seen.add(message.priority());
              return Future.succeededFuture(message.payload());
            });
    pair.a().directSendHandler(MEMPOOL_DIRECT_SEND, message -> seen.add(message.priority()));
    for (int priority : new int[] {0, 1, 127, 128, 255}) {
      SendOptions options = SendOptions.DEFAULT.withPriority(priority);
      await(pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer(), options));
      await(pair.b().directSend(pair.idA(), MEMPOOL_DIRECT_SEND, Buffer.buffer(), options));
      waitFor("both of priority " + priority, () -> seen.equals(List.of(priority, priority)));
      seen.clear();
    }
    await(vertx.close());
  }

  private static Future<Void> send(HostileNode node, HostilePeer peer, Buffer payload, int level) {
    return node.network.directSend(
        peer.id, STATE_SYNC_DIRECT_SEND, payload, SendOptions.DEFAULT.withPriority(level));
  }

  private static Buffer bulk(int number) {
    return Buffer.buffer().appendInt(number).appendBytes(new byte[BULK - 4]);
  }
}
