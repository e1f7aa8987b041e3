package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.ProtocolId.CONSENSUS_DIRECT_SEND;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.memory.MemoryAccount;
import io.diemnet.vertx.impl.memory.MemoryBudget;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a connection is charged for, and that all of it is returned however the connection ends. */
class PeerMemoryTest {

  private static final int SIZE = 50_000;
  private static final Buffer PAYLOAD = Buffer.buffer(new byte[SIZE]);

  private final MemoryBudget budget = new MemoryBudget(2_000_000);
  private final Promise<Buffer> answer = Promise.promise();
  private final Promise<Void> taken = Promise.promise();

  private TestConnection connection() {
    TestConnection connection = new TestConnection(new LimitsOptions(), budget);
    connection.serve(CONSENSUS_RPC, request -> answer.future());
    connection.take(CONSENSUS_DIRECT_SEND, message -> taken.future());
    return connection;
  }

  private long used() {
    return budget.used(MemoryClass.STRANGERS);
  }

  private static NetworkMessage request(int id) {
    return new NetworkMessage.RpcRequest(CONSENSUS_RPC, id, 0, PAYLOAD);
  }

  @Test
  void everything_that_is_held_is_charged() {
    TestConnection connection = connection();
    assertThat(used()).isZero();

    connection.remoteSends(request(1));
    assertThat(used()).as("an unanswered request").isBetween(SIZE - 8192L, SIZE + 8192L);

    long before = used();
    connection.remoteSends(new NetworkMessage.DirectSend(CONSENSUS_DIRECT_SEND, 0, PAYLOAD));
    assertThat(used() - before).as("a direct send that is not taken").isGreaterThan(SIZE - 8192L);

    before = used();
    byte[] half = MessageEncoder.encode(request(2));
    connection.remoteSends(Arrays.copyOf(half, half.length - 1));
    assertThat(used() - before).as("a message under way").isGreaterThan(SIZE - 8192L);

    before = used();
    connection.setRemoteReads(false);
    assertThat(connection.send(MEMPOOL_DIRECT_SEND, 0, PAYLOAD)).isNull();
    assertThat(used() - before).as("what waits to be written").isGreaterThan(SIZE - 8192L);

    connection.setRemoteReads(true);
    connection.flushAll();
    answer.complete(Buffer.buffer("yes"));
    taken.complete();
    connection.settle();
    connection.remoteSends(Arrays.copyOfRange(half, half.length - 1, half.length));
    connection.settle();
    assertThat(used()).isZero();
  }

  @Test
  void all_is_returned_after_every_way_a_connection_can_end() {
    Map<String, Consumer<TestConnection>> ends = new LinkedHashMap<>();
    ends.put("the remote closes", TestConnection::remoteCloses);
    ends.put("aborted here", c -> c.peer.abort(DisconnectReason.REQUESTED, "test"));
    ends.put(
        "closed here, and the deadline passes",
        c -> {
          c.peer.close();
          c.passMillis(40_000);
        });
    ends.put("a frame that does not decrypt", c -> c.channel.writeInbound(bad()));
    ends.put("too large a message", c -> c.remoteSends(new byte[] {0x7f, 0, 0, 0}));
    ends.put(
        "writing or reading failed",
        c -> c.channel.pipeline().fireExceptionCaught(new Exception()));
    ends.put("evicted", c -> evictAll());
    ends.forEach(
        (how, end) -> {
          Promise<Buffer> never = Promise.promise();
          TestConnection connection = new TestConnection(new LimitsOptions(), budget);
          connection.serve(CONSENSUS_RPC, request -> never.future());
          connection.take(CONSENSUS_DIRECT_SEND, message -> Promise.<Void>promise().future());
          connection.setRemoteReads(false);
          connection.remoteSends(request(1), request(2));
          assertThat(connection.send(MEMPOOL_DIRECT_SEND, 0, PAYLOAD)).isNull();
          Future<Buffer> call = connection.call(CONSENSUS_RPC, "x".repeat(SIZE), 10_000);
          if (!how.startsWith("too large")) {
            byte[] half = MessageEncoder.encode(request(3));
            connection.remoteSends(Arrays.copyOf(half, half.length - 1));
          }
          assertThat(used()).as(how).isGreaterThan(4 * SIZE - 4 * 8192L);

          end.accept(connection);
          connection.settle();
          assertThat(connection.ended).as(how).isNotNull();
          assertThat(call.failed()).as(how).isTrue();
          // What the application has not answered is charged until it has.
          never.complete(Buffer.buffer("late"));
          connection.settle();
          assertThat(used()).as(how).isZero();
        });
  }

  private void evictAll() {
    MemoryAccount pressing = budget.open(this, MemoryClass.TRUSTED);
    assertThat(pressing.charge(2_000_000)).isTrue();
    pressing.close();
  }

  private static io.netty.buffer.ByteBuf bad() {
    return io.netty.buffer.Unpooled.wrappedBuffer(new byte[2000]).setShort(0, 1998);
  }

  @Test
  void an_evicted_connection_ends_with_a_reason_of_its_own_and_is_counted() {
    TestConnection connection = connection();
    connection.remoteSends(request(1));
    evictAll();
    connection.settle();
    assertThat(connection.ended).isEqualTo(DisconnectReason.MEMORY);
    assertThat(connection.metrics.connectionsClosed(DisconnectReason.MEMORY).sum()).isEqualTo(1);
  }

  @Test
  void what_the_application_holds_is_charged_until_it_is_done_with_it_or_its_time_is_over() {
    TestConnection connection = connection();
    connection.remoteSends(
        request(1), new NetworkMessage.DirectSend(CONSENSUS_DIRECT_SEND, 0, PAYLOAD));
    connection.peer.abort(DisconnectReason.REQUESTED, "test");
    connection.settle();
    assertThat(used()).as("both").isGreaterThan(2 * SIZE - 1);
    taken.complete();
    connection.settle();
    assertThat(used()).as("the request").isBetween((long) SIZE, SIZE + 8192L);
    connection.channel.advanceTimeBy(11, java.util.concurrent.TimeUnit.SECONDS);
    connection.channel.runScheduledPendingTasks();
    assertThat(used()).isZero();
  }

  @Test
  void a_send_beyond_the_budget_of_the_process_fails_at_once_with_429() {
    TestConnection connection = connection();
    connection.setRemoteReads(false);
    DiemNetException refused = null;
    int sent = 0;
    while (refused == null && sent < 1000) {
      refused = connection.send(MEMPOOL_DIRECT_SEND, 0, PAYLOAD);
      sent++;
    }
    assertThat(sent).isBetween(19, 22);
    assertThat(refused.code()).isEqualTo(FailureCode.TOO_MANY_PENDING);
    assertThat(refused).hasMessageContaining("memory budget of the process");
    Future<Buffer> call = connection.call(CONSENSUS_RPC, "x".repeat(SIZE), 10_000);
    assertThat(TestConnection.code(call)).isEqualTo(FailureCode.TOO_MANY_PENDING);
    assertThat(connection.peer.pendingCalls()).isZero();

    connection.setRemoteReads(true);
    connection.flushAll();
    assertThat(connection.send(MEMPOOL_DIRECT_SEND, 0, PAYLOAD)).isNull();
    connection.flushAll();
    assertThat(used()).isZero();
  }
}
