package io.diemnet.vertx.impl.noise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.noise.crypto.Aead;
import io.diemnet.vertx.impl.noise.crypto.AeadProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseHandshakeHandlerTest {

  private static final CryptoProvider CRYPTO = CryptoProviders.jdk();

  private final NoiseIdentity listener = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
  private final NoiseIdentity dialer = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final Outcome atServer = new Outcome();
  private final Outcome atClient = new Outcome();
  private final EmbeddedChannel server = new EmbeddedChannel();
  private final EmbeddedChannel client = new EmbeddedChannel();
  private Executor executor = work::add;
  private CryptoProvider crypto = CRYPTO;

  @AfterEach
  void nothingLeaks() {
    server.finishAndReleaseAll();
    client.finishAndReleaseAll();
  }

  @Test
  void both_ends_get_the_session_and_the_handler_goes_away() {
    addServer();
    addClient();
    settle();
    assertThat(atServer.session.remotePeer()).isEqualTo(dialer.peerId());
    assertThat(atServer.session.remoteKey()).isEqualTo(dialer.publicKey());
    assertThat(atClient.session.remotePeer()).isEqualTo(listener.peerId());
    assertThat(atClient.session.remoteKey()).isEqualTo(listener.publicKey());
    assertThat(server.pipeline().get("noise")).isNull();
    assertThat(client.pipeline().get("noise")).isNull();
    assertThat(server.isOpen()).isTrue();
    assertThat(client.isOpen()).isTrue();
    assertThat(server.config().isAutoRead()).isTrue();
    assertThat(client.config().isAutoRead()).isTrue();
    assertThat(atServer.calls + atClient.calls).isEqualTo(2);
  }

  @Test
  void each_message_is_one_write_of_the_right_length() {
    addServer();
    addClient();
    runWork();
    ByteBuf first = client.readOutbound();
    assertThat(first.readableBytes()).isEqualTo(152);
    assertThat(client.<ByteBuf>readOutbound()).isNull();
    server.writeInbound(first);
    runWork();
    ByteBuf second = server.readOutbound();
    assertThat(second.readableBytes()).isEqualTo(48);
    second.release();
    assertThat(server.<ByteBuf>readOutbound()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 151, 152, 153, 10_000})
  void what_follows_the_message_reaches_the_next_handlers_in_order(int step) {
    addServer();
    byte[] follow = new byte[5_000];
    for (int i = 0; i < follow.length; i++) {
      follow[i] = (byte) (i * 31);
    }
    ByteBuf all = Unpooled.wrappedBuffer(clientMessage(), follow);
    while (all.isReadable()) {
      server.writeInbound(all.readRetainedSlice(Math.min(step, all.readableBytes())));
    }
    all.release();
    assertThat(atServer.received.readableBytes()).isZero();
    runWork();
    assertThat(ByteBufUtil.getBytes(atServer.received)).isEqualTo(follow);
    server.writeInbound(Unpooled.copiedBuffer("more", UTF_8));
    assertThat(atServer.received.readableBytes()).isEqualTo(follow.length + 4);
  }

  @Test
  void the_channel_does_not_read_while_the_executor_computes() {
    addServer();
    assertThat(server.config().isAutoRead()).isTrue();
    server.writeInbound(Unpooled.wrappedBuffer(clientMessage()));
    assertThat(server.config().isAutoRead()).isFalse();
    runWork();
    assertThat(server.config().isAutoRead()).isTrue();
  }

  @Test
  void a_flood_before_the_session_stands_ends_it() {
    addServer();
    server.writeInbound(Unpooled.wrappedBuffer(clientMessage()));
    for (int i = 0; i < 20 && server.isOpen(); i++) {
      server.writeInbound(Unpooled.wrappedBuffer(new byte[64 * 1024]));
    }
    assertThat(server.isOpen()).isFalse();
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.OVERLOADED);
  }

  @Test
  void a_bad_message_is_answered_with_silence_and_a_close() {
    addServer();
    byte[] message = clientMessage();
    message[100] ^= 1;
    server.writeInbound(Unpooled.wrappedBuffer(message));
    runWork();
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.DECRYPT_FAILED);
    assertThat(atServer.rejection.claimedPeer()).isEqualTo(dialer.peerId());
    assertThat(server.<ByteBuf>readOutbound()).isNull();
    assertThat(server.isOpen()).isFalse();
  }

  @Test
  void the_cheap_rules_are_applied_without_the_executor() {
    addServer();
    byte[] message = clientMessage();
    message[20] ^= 1;
    server.writeInbound(Unpooled.wrappedBuffer(message));
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.WRONG_KEY);
    assertThat(work).isEmpty();
    assertThat(server.isOpen()).isFalse();
  }

  @Test
  void an_executor_that_is_full_means_overloaded() {
    executor =
        task -> {
          throw new RejectedExecutionException();
        };
    addServer();
    server.writeInbound(Unpooled.wrappedBuffer(clientMessage()));
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.OVERLOADED);
    assertThat(server.isOpen()).isFalse();
    addClient();
    assertThat(atClient.failure()).isEqualTo(NoiseFailure.OVERLOADED);
  }

  @Test
  void a_close_before_the_message_is_whole_is_incomplete() {
    addServer();
    server.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOf(clientMessage(), 151)));
    server.close().syncUninterruptibly();
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.INCOMPLETE);
    assertThat(atServer.calls).isEqualTo(1);
  }

  @Test
  void a_close_while_computing_is_told_once_and_the_result_dropped() {
    addServer();
    server.writeInbound(Unpooled.wrappedBuffer(clientMessage(), new byte[100]));
    work.remove().run();
    // The answer is computed and on its way to the loop when the loop sees the end.
    server.pipeline().fireChannelInactive();
    runWork();
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.CONNECTION_LOST);
    assertThat(atServer.calls).isEqualTo(1);
    assertThat(server.<ByteBuf>readOutbound()).isNull();
  }

  @Test
  void work_for_a_channel_that_has_closed_is_not_done() {
    addServer();
    server.writeInbound(Unpooled.wrappedBuffer(clientMessage()));
    server.close().syncUninterruptibly();
    runWork();
    assertThat(server.hasPendingTasks()).isFalse();
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.CONNECTION_LOST);
  }

  @Test
  void a_listener_that_closes_without_an_answer_has_refused() {
    addClient();
    runWork();
    client.close().syncUninterruptibly();
    assertThat(atClient.failure()).isEqualTo(NoiseFailure.REFUSED);
    assertThat(atClient.rejection.claimedPeer()).isEqualTo(listener.peerId());
  }

  @Test
  void a_dialer_takes_no_wrong_answer() {
    addClient();
    runWork();
    client.writeInbound(Unpooled.wrappedBuffer(new byte[48]));
    runWork();
    assertThat(atClient.failure()).isEqualTo(NoiseFailure.LOW_ORDER_KEY);
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void an_error_on_the_channel_ends_it() {
    addServer();
    server.pipeline().fireExceptionCaught(new java.io.IOException("Connection reset"));
    assertThat(server.isOpen()).isFalse();
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.INCOMPLETE);
  }

  private byte[] clientMessage() {
    try {
      return dial().clientMessage();
    } catch (NoiseRejection e) {
      throw new AssertionError(e);
    }
  }

  private NoiseInitiator.Dial dial() {
    return new NoiseInitiator(CRYPTO, dialer, new TimestampSource())
        .dial(listener.peerId(), listener.publicKey());
  }

  private void addClient() {
    client
        .pipeline()
        .addLast("noise", NoiseHandshakeHandler.client(dial(), t -> executor.execute(t), atClient));
  }

  @Test
  void an_error_in_the_computation_ends_the_channel_and_nothing_else() {
    crypto =
        new CryptoProvider(
            "out of memory",
            CRYPTO.keyAgreement(),
            new AeadProvider() {
              @Override
              public String name() {
                return "out of memory";
              }

              @Override
              public Aead sealer(byte[] key) {
                throw new OutOfMemoryError("a test's");
              }

              @Override
              public Aead opener(byte[] key) {
                throw new OutOfMemoryError("a test's");
              }
            });
    addServer();
    server.writeInbound(Unpooled.wrappedBuffer(clientMessage()));
    runWork();
    assertThat(atServer.failure()).isEqualTo(NoiseFailure.INTERNAL);
    assertThat(atServer.calls).isEqualTo(1);
    assertThat(server.isOpen()).isFalse();
  }

  @Test
  void an_error_of_who_takes_the_session_over_ends_the_channel() {
    atServer.error = new StackOverflowError("a test's");
    addServer();
    server.writeInbound(Unpooled.wrappedBuffer(clientMessage()));
    assertThatThrownBy(
            () -> {
              runWork();
              server.checkException();
            })
        .isSameAs(atServer.error);
    assertThat(server.isOpen()).isFalse();
  }

  private void addServer() {
    NoiseResponder responder =
        new NoiseResponder(
            crypto,
            listener,
            Authenticator.maybeMutual(new TrustedPeers(), DiemWire.PEER_IDS, PeerRole.UNKNOWN));
    server
        .pipeline()
        .addLast(
            "noise", NoiseHandshakeHandler.server(responder, t -> executor.execute(t), atServer));
  }

  private void runWork() {
    do {
      for (Runnable task = work.poll(); task != null; task = work.poll()) {
        task.run();
      }
      server.runPendingTasks();
      client.runPendingTasks();
    } while (!work.isEmpty());
  }

  /** Carries bytes both ways until nothing moves. */
  private void settle() {
    boolean moved = true;
    while (moved) {
      runWork();
      moved = carry(client, server) || carry(server, client);
    }
  }

  private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
    ByteBuf out = from.readOutbound();
    if (out == null) {
      return false;
    }
    to.writeInbound(out);
    return true;
  }

  /** Collects how a handshake ends, and what comes behind it. */
  private static final class Outcome implements NoiseHandshakeListener {

    private final ByteBuf received = Unpooled.buffer();
    private NoiseSession session;
    private NoiseRejection rejection;
    private int calls;
    private Error error;

    @Override
    public void established(ChannelHandlerContext ctx, NoiseSession established) {
      calls++;
      if (error != null) {
        throw error;
      }
      session = established;
      ctx.pipeline()
          .addAfter(
              ctx.name(),
              "next",
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext next, Object msg) {
                  ByteBuf in = (ByteBuf) msg;
                  received.writeBytes(in);
                  in.release();
                }
              });
    }

    @Override
    public void failed(ChannelHandlerContext ctx, NoiseRejection reason) {
      calls++;
      rejection = reason;
    }

    NoiseFailure failure() {
      assertThat(session).isNull();
      assertThat(rejection).as("a rejection").isNotNull();
      return rejection.failure();
    }
  }
}
