package io.diemnet.vertx.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.NetworkAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The channels in memory, with each end on an event loop of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a write is asserted where it counts
class MemoryTransportTest {

  private static final long WAIT = 30;
  private static final MultiThreadIoEventLoopGroup LOOPS =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

  private final MemoryTransport transport = new MemoryTransport();
  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final EventLoop dialing = LOOPS.next();
  private final EventLoop answering = LOOPS.next();
  private Transport.Listener listener;

  @BeforeEach
  void listen() {
    listener = transport.listen(NetworkAddress.memory(0), new Accepting(answering)).result();
  }

  @AfterEach
  void close() {
    listener.close();
    accepted.forEach(channel -> channel.close().syncUninterruptibly());
  }

  @AfterAll
  static void stop() {
    LOOPS.shutdownGracefully(0, WAIT, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Channel dial() {
    return transport.connect(listener.address(), dialing, 0).await();
  }

  private Channel answer() throws InterruptedException {
    Channel channel = accepted.poll(WAIT, TimeUnit.SECONDS);
    assertThat(channel).isNotNull();
    return channel;
  }

  private final class Accepting extends Transport.Acceptance {
    private final EventLoop loop;

    Accepting(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    protected EventLoop loopFor(Channel channel) {
      return loop;
    }

    @Override
    protected void accepted(Channel channel) {
      accepted.add(channel);
    }

    @Override
    protected void lost(Channel channel) {
      throw new AssertionError("it can be registered");
    }
  }

  /** Counts what comes; checks that byte n is (byte) n. */
  private static final class Sink extends ChannelInboundHandlerAdapter {
    final AtomicLong bytes = new AtomicLong();
    final AtomicInteger wrong = new AtomicInteger();
    final AtomicInteger reads = new AtomicInteger();
    volatile boolean halfClosed;
    volatile boolean inactive;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf in = (ByteBuf) message;
      reads.incrementAndGet();
      while (in.isReadable()) {
        if (in.readByte() != (byte) bytes.getAndIncrement()) {
          wrong.incrementAndGet();
        }
      }
      in.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      halfClosed |= event instanceof ChannelInputShutdownEvent;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      inactive = true;
    }
  }

  private static Sink sink(Channel channel) {
    Sink sink = new Sink();
    channel.pipeline().addLast(sink);
    return sink;
  }

  private static ByteBuf counting(long from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return Unpooled.wrappedBuffer(bytes);
  }

  private static void until(org.awaitility.core.ThrowingRunnable assertion) {
    Awaitility.await().atMost(WAIT, TimeUnit.SECONDS).untilAsserted(assertion);
  }

  /** What was posted to the loop before is done after this. */
  private static void turn(EventLoop loop) {
    loop.submit(() -> {}).syncUninterruptibly();
  }

  @Test
  void port_0_picks_a_port_each_time_another() {
    Transport.Listener other =
        transport.listen(NetworkAddress.memory(0), new Accepting(answering)).result();
    assertThat(other.address().isMemory()).isTrue();
    assertThat(other.address()).isNotEqualTo(listener.address());
    assertThat(listener.address()).isNotEqualTo(NetworkAddress.memory(0));
    other.close();
  }

  @Test
  void a_port_is_taken_until_its_listener_closes() {
    NetworkAddress address = listener.address();
    assertThat(transport.listen(address, new Accepting(answering)).cause())
        .hasMessageContaining(address.toString());
    listener.close();
    listener = transport.listen(address, new Accepting(answering)).result();
    assertThat(listener.address()).isEqualTo(address);
  }

  @Test
  void dialing_port_0_and_a_port_without_a_listener_fails() {
    assertThatThrownBy(() -> transport.connect(NetworkAddress.memory(0), dialing, 0).await())
        .isInstanceOf(UpgradeException.class)
        .hasMessageContaining("/memory/0");
    NetworkAddress gone = listener.address();
    listener.close();
    assertThatThrownBy(() -> transport.connect(gone, dialing, 0).await())
        .isInstanceOf(UpgradeException.class);
  }

  @Test
  void an_inbound_channel_comes_from_port_0() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    assertThat(TransportVerticle.addressOf(inbound.remoteAddress()))
        .isEqualTo(NetworkAddress.memory(0));
    assertThat(dialer.remoteAddress()).hasToString(listener.address().toString());
    dialer.close();
  }

  @Test
  void a_channel_that_nobody_takes_is_seen_to_end() {
    listener.close();
    listener = transport.listen(NetworkAddress.memory(0), new Accepting(null)).result();
    Channel dialer = dial();
    Sink sink = sink(dialer);
    dialer.config().setAutoRead(true);
    until(() -> assertThat(sink.inactive).isTrue());
  }

  @Test
  void bytes_arrive_in_order_and_whole_both_ways() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    Sink there = sink(inbound);
    Sink back = sink(dialer);
    inbound.config().setAutoRead(true);
    dialer.config().setAutoRead(true);
    long sent = 0;
    for (int length : new int[] {1, 0, 152, 65_536, 1, 300_000, 1_000_000, 7}) {
      dialer.writeAndFlush(counting(sent, length));
      inbound.writeAndFlush(counting(sent, length));
      sent += length;
    }
    long all = sent;
    until(() -> assertThat(there.bytes).hasValue(all));
    until(() -> assertThat(back.bytes).hasValue(all));
    assertThat(there.wrong).hasValue(0);
    assertThat(back.wrong).hasValue(0);
    dialer.close();
  }

  @Test
  void a_reader_that_does_not_read_makes_the_writer_unwritable_and_holds_bounded_bytes()
      throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    Sink sink = sink(inbound);
    int chunk = 32 * 1024;
    long taken = 0;
    while (dialer.isWritable() && taken < 100L * chunk) {
      dialer.writeAndFlush(counting(taken, chunk));
      taken += chunk;
      turn(dialing);
    }
    assertThat(dialer.isWritable()).isFalse();
    int waiting = dialer.config().getWriteBufferHighWaterMark() + chunk;
    assertThat(taken).isBetween((long) MemoryPipe.CAPACITY, (long) MemoryPipe.CAPACITY + waiting);
    assertThat(sink.bytes).hasValue(0);

    inbound.config().setAutoRead(true);
    long all = taken;
    until(() -> assertThat(sink.bytes).hasValue(all));
    until(() -> assertThat(dialer.isWritable()).isTrue());
    assertThat(sink.wrong).hasValue(0);
    dialer.close();
  }

  @Test
  void single_bytes_are_bounded_by_their_number() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    for (int i = 0; i < 2 * MemoryPipe.MAX_BUFFERS; i++) {
      dialer.write(counting(i, 1));
    }
    ChannelFuture last = dialer.writeAndFlush(counting(2L * MemoryPipe.MAX_BUFFERS, 1));
    turn(dialing);
    assertThat(last.isDone()).isFalse();
    Sink sink = sink(inbound);
    inbound.config().setAutoRead(true);
    until(() -> assertThat(sink.bytes).hasValue(2L * MemoryPipe.MAX_BUFFERS + 1));
    assertThat(sink.wrong).hasValue(0);
    dialer.close();
  }

  @Test
  void reading_stops_with_auto_read_and_one_read_gives_one_turn() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    Sink sink = sink(inbound);
    for (int i = 0; i < 100; i++) {
      dialer.writeAndFlush(counting(i, 1));
    }
    dialer.writeAndFlush(Unpooled.EMPTY_BUFFER).syncUninterruptibly();
    inbound.read();
    until(() -> assertThat(sink.reads.get()).isPositive());
    turn(answering);
    assertThat(sink.bytes.get()).isLessThan(100);
    inbound.config().setAutoRead(true);
    until(() -> assertThat(sink.bytes).hasValue(100));
    dialer.close();
  }

  @Test
  void half_close_is_seen_after_the_data_and_the_other_direction_goes_on() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    inbound.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    Sink there = sink(inbound);
    Sink back = sink(dialer);
    dialer
        .writeAndFlush(counting(0, 500_000))
        .addListener(written -> ((DuplexChannel) dialer).shutdownOutput());
    inbound.config().setAutoRead(true);
    dialer.config().setAutoRead(true);
    until(() -> assertThat(there.halfClosed).isTrue());
    assertThat(there.bytes).hasValue(500_000);
    assertThat(dialer.isActive()).isTrue();

    inbound.writeAndFlush(counting(0, 500_000)).syncUninterruptibly();
    until(() -> assertThat(back.bytes).hasValue(500_000));
    assertThat(dialer.writeAndFlush(counting(0, 1)).awaitUninterruptibly().isSuccess()).isFalse();
    inbound.close();
    until(() -> assertThat(back.inactive).isTrue());
  }

  @Test
  void the_end_of_one_end_is_the_end_of_the_other_after_the_data() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    Sink sink = sink(inbound);
    dialer.writeAndFlush(counting(0, 100_000)).syncUninterruptibly();
    dialer.close().syncUninterruptibly();
    inbound.config().setAutoRead(true);
    until(() -> assertThat(sink.inactive).isTrue());
    assertThat(sink.bytes).hasValue(100_000);
    assertThat(inbound.isOpen()).isFalse();
  }

  @Test
  void writing_to_an_end_that_is_gone_fails_and_closes() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    inbound.close().syncUninterruptibly();
    ChannelFuture write = dialer.writeAndFlush(counting(0, 1)).awaitUninterruptibly();
    assertThat(write.cause()).isInstanceOf(IOException.class);
    until(() -> assertThat(dialer.isOpen()).isFalse());
  }

  @Test
  void a_writer_that_waits_hears_of_the_readers_end() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    ChannelFuture stuck = dialer.writeAndFlush(counting(0, 4 * MemoryPipe.CAPACITY));
    turn(dialing);
    assertThat(stuck.isDone()).isFalse();
    inbound.close();
    assertThat(stuck.await(WAIT, TimeUnit.SECONDS)).isTrue();
    assertThat(stuck.isSuccess()).isFalse();
    until(() -> assertThat(dialer.isOpen()).isFalse());
  }

  @Test
  void what_was_written_and_not_read_is_released_with_the_channel() throws Exception {
    Channel dialer = dial();
    Channel inbound = answer();
    ByteBuf buffer = counting(0, 1000);
    dialer.writeAndFlush(buffer).syncUninterruptibly();
    assertThat(buffer.refCnt()).isEqualTo(1);
    inbound.close().syncUninterruptibly();
    assertThat(buffer.refCnt()).isZero();
    dialer.close();
  }

  @Test
  void only_bytes_can_be_written() {
    Channel dialer = dial();
    assertThat(dialer.writeAndFlush("text").awaitUninterruptibly().cause())
        .isInstanceOf(UnsupportedOperationException.class);
    dialer.close();
  }
}
