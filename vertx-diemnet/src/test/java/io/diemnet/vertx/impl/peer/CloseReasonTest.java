package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.impl.wire.ProtocolRegistry.CLOSE_REASON;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The own protocol that tells a remote why its connection is closed. */
class CloseReasonTest {

  private static final List<ProtocolId> COMMON = new ArrayList<>(ProtocolId.builtIn());

  static {
    COMMON.add(CLOSE_REASON);
  }

  private final TestConnection connection = new TestConnection(new LimitsOptions(), COMMON);

  private static NetworkMessage notice(int... payload) {
    Buffer bytes = Buffer.buffer();
    for (int each : payload) {
      bytes.appendByte((byte) each);
    }
    return new NetworkMessage.DirectSend(CLOSE_REASON, 0, bytes);
  }

  private static NetworkMessage notice(CloseReason reason) {
    return notice('b', 'y', 'e', 1, reason.code());
  }

  @Test
  void the_notice_is_a_direct_send_of_protocol_255_with_five_bytes() {
    assertThat(HexFormat.of().formatHex(MessageEncoder.encode(notice(CloseReason.GOING_AWAY))))
        .isEqualTo("0000000a" + "03" + "ff01" + "00" + "05" + "627965" + "01" + "01");
    assertThat(CloseNotice.encode(CloseReason.FULL))
        .isEqualTo(Buffer.buffer(new byte[] {'b', 'y', 'e', 1, 7}));
    for (CloseReason reason : CloseReason.values()) {
      assertThat(CloseNotice.decode(CloseNotice.encode(reason))).isEqualTo(reason);
    }
  }

  @Test
  void only_a_node_with_the_option_advertises_it_and_no_application_can_use_it() {
    assertThat(DiemWire.REGISTRY.supported()).hasToString("{0, 1, 2, 3, 4, 5, 6}");
    assertThat(DiemWire.TELLING.supported()).hasToString("{0, 1, 2, 3, 4, 5, 6, 255}");
    assertThat(
            HexFormat.of()
                .formatHex(
                    HandshakeMsg.v1(
                            DiemWire.TELLING.supported(),
                            ChainId.parse("testing"),
                            NetworkId.VALIDATOR)
                        .encodeFrame(DiemWire.RULES)))
        .isEqualTo("0025" + "010020" + "fe" + "00".repeat(30) + "01" + "04" + "00");
    assertThat(DiemWire.TELLING.all()).isEqualTo(ProtocolId.builtIn());
    assertThat(DiemWire.TELLING.byName(CLOSE_REASON.name())).isNull();
    assertThat(DiemWire.TELLING.serves(ProtocolId.custom("CloseReason", 255))).isFalse();
    assertThat(connection.send(CLOSE_REASON, 0, Buffer.buffer())).isNotNull();
    assertThat(connection.peer.info().protocols()).isEqualTo(ProtocolId.builtIn());
    ProtocolId own = ProtocolId.custom("Own", 255);
    ProtocolRegistry taken = ProtocolRegistry.of(DiemWire.PROFILE.protocols(), List.of(own), true);
    assertThat(taken.closeReasons()).isNull();
    assertThat(taken.serves(own)).isTrue();
  }

  @Test
  void a_graceful_close_tells_its_reason_as_the_last_message() {
    connection.send(ProtocolId.MEMPOOL_DIRECT_SEND, 0, Buffer.buffer("before"));
    connection.peer.close(CloseReason.GOING_AWAY);
    connection.settle();
    assertThat(connection.received).hasSize(2);
    assertThat(connection.received.get(1)).isEqualTo(notice(CloseReason.GOING_AWAY));
    assertThat(connection.channel.isOpen()).isFalse();
    assertThat(connection.ended).isEqualTo(DisconnectReason.REQUESTED);
    assertThat(connection.cause).contains("going-away");
  }

  @Test
  void an_abort_tells_its_reason_and_closes_in_the_same_turn() {
    connection.peer.abort(DisconnectReason.REQUESTED, CloseReason.REPLACED, "replaced");
    assertThat(connection.channel.isOpen()).isFalse();
    connection.settle();
    assertThat(connection.received).containsExactly(notice(CloseReason.REPLACED));
  }

  @Test
  void a_remote_that_does_not_read_is_not_told_and_delays_nothing() {
    connection.setRemoteReads(false);
    connection.send(ProtocolId.MEMPOOL_DIRECT_SEND, 0, Buffer.buffer("x"));
    connection.peer.abort(DisconnectReason.REQUESTED, CloseReason.SLOW_CONSUMER, "silent");
    assertThat(connection.channel.isOpen()).isFalse();
    assertThat(connection.cause).isEqualTo("silent");
    connection.settle();
    assertThat(connection.received).isEmpty();
  }

  @Test
  void a_remote_that_does_not_advertise_it_is_told_nothing() {
    TestConnection reference = new TestConnection(new LimitsOptions());
    reference.peer.close(CloseReason.GOING_AWAY);
    reference.settle();
    assertThat(reference.received).isEmpty();
    TestConnection aborted = new TestConnection(new LimitsOptions());
    aborted.peer.abort(DisconnectReason.REQUESTED, CloseReason.REPLACED, "replaced");
    aborted.settle();
    assertThat(aborted.received).isEmpty();
  }

  @Test
  void the_reason_of_the_remote_is_the_cause_of_the_end_and_counted() {
    connection.remoteSends(notice(CloseReason.MEMORY));
    assertThat(connection.ended).as("an announcement ends nothing").isNull();
    connection.remoteCloses();
    assertThat(connection.ended).isEqualTo(DisconnectReason.CONNECTION_LOST);
    assertThat(connection.cause).isEqualTo("the remote closed it: " + CloseReason.MEMORY.words());
    assertThat(connection.metrics.connectionsClosed(CloseReason.MEMORY).sum()).isOne();
    assertThat(connection.metrics.connectionsClosed(DisconnectReason.CONNECTION_LOST).sum())
        .isZero();
  }

  @Test
  void an_unknown_code_is_told_as_unknown_and_counted_as_other() {
    connection.remoteSends(notice('b', 'y', 'e', 1, 200));
    connection.remoteCloses();
    assertThat(connection.cause).contains(CloseReason.OTHER.words());
    assertThat(connection.metrics.connectionsClosed(CloseReason.OTHER).sum()).isOne();
    for (int code = 0; code < 256; code++) {
      assertThat(CloseReason.ofCode(code)).isNotNull();
    }
  }

  @Test
  void what_is_no_notice_is_counted_and_ignored() {
    connection.remoteSends(
        notice(),
        notice('b', 'y', 'e', 1),
        notice('b', 'y', 'e', 2, 1),
        notice('b', 'y', 'e', 1, 1, 0),
        new NetworkMessage.RpcRequest(CLOSE_REASON, 9, 0, Buffer.buffer("x")));
    assertThat(connection.metrics.invalidMessages(InvalidMessage.CLOSE_REASON).sum()).isEqualTo(4);
    assertThat(connection.errors())
        .containsExactly(new ErrorCode.NotSupportedRpcRequest(CLOSE_REASON));
    connection.remoteCloses();
    assertThat(connection.cause).isEqualTo("the remote closed it");
    assertThat(connection.metrics.connectionsClosed(DisconnectReason.CONNECTION_LOST).sum())
        .isOne();
  }

  @Test
  void a_remote_that_announces_its_end_and_goes_on_gave_no_reason() {
    connection.serve(CONSENSUS_RPC, m -> io.vertx.core.Future.succeededFuture(m.payload()));
    connection.remoteSends(notice(CloseReason.GOING_AWAY));
    connection.remoteSends(new NetworkMessage.RpcRequest(CONSENSUS_RPC, 1, 0, Buffer.buffer("x")));
    assertThat(connection.responses()).hasSize(1);
    connection.passMillis(30_001);
    connection.remoteCloses();
    assertThat(connection.cause).isEqualTo("the remote closed it");
  }
}
