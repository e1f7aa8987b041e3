package io.diemnet.vertx.impl.noise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.NoiseException;
import io.diemnet.vertx.impl.noise.crypto.AeadProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.stream.ChunkedStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoiseSocketCodecTest {

  private static final AeadProvider AEAD = CryptoProviders.jdk().aead();
  private static final byte[] KEY = new byte[32];

  private final Flushes flushes = new Flushes();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(flushes, new NoiseSocketEncoder(new CipherState(AEAD.sealer(KEY))));
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final FrameDecrypter remote =
      new FrameDecrypter(new CipherState(AEAD.opener(KEY)), received::write);

  @Test
  void many_writes_of_a_turn_become_one_frame_and_one_flush() {
    List<ChannelFuture> writes = new ArrayList<>();
    StringBuilder expected = new StringBuilder();
    channel
        .eventLoop()
        .execute(
            () -> {
              for (int i = 0; i < 100; i++) {
                writes.add(channel.pipeline().writeAndFlush(text("message " + i)));
                expected.append("message ").append(i);
              }
              assertThat(writes).noneMatch(ChannelFuture::isDone);
            });
    channel.runPendingTasks();
    assertThat(flushes.count).isEqualTo(1);
    assertThat(writes).hasSize(100).allMatch(ChannelFuture::isSuccess);
    ByteBuf frame = channel.readOutbound();
    assertThat(frame.readableBytes()).isEqualTo(expected.length() + FrameEncrypter.OVERHEAD);
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
    decrypt(frame);
    assertThat(received.toString(UTF_8)).isEqualTo(expected.toString());
  }

  @Test
  void writes_during_a_read_are_flushed_when_it_is_complete() {
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object msg) {
                ((ByteBuf) msg).release();
                ctx.writeAndFlush(text("a")).addListener(done -> {});
                ctx.writeAndFlush(text("b")).addListener(done -> {});
                assertThat(flushes.count).isZero();
              }
            });
    channel.writeInbound(text("raw"));
    assertThat(flushes.count).isEqualTo(1);
    decryptAll();
    assertThat(received.toString(UTF_8)).isEqualTo("ab");
  }

  @Test
  void frames_hold_sixteen_kibibytes_when_there_is_more_to_send() {
    byte[] large = new byte[100_000];
    write(text("small "), Unpooled.wrappedBuffer(large), text(" small"));
    List<Integer> sizes = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      ByteBuf look = out.duplicate();
      while (look.isReadable()) {
        int length = look.readUnsignedShort();
        sizes.add(length - CipherState.TAG_LENGTH);
        look.skipBytes(length);
      }
      decrypt(out);
    }
    assertThat(received.size()).isEqualTo(large.length + 12);
    assertThat(sizes).hasSize(7);
    assertThat(sizes.subList(0, 6)).containsOnly(16 * 1024);
  }

  @Test
  void what_waits_counts_as_queued_and_a_writer_is_told_at_once() {
    List<Boolean> told = new ArrayList<>();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                told.add(ctx.channel().isWritable());
              }
            });
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1000, 2000));
    channel
        .eventLoop()
        .execute(
            () -> {
              for (int i = 0; i < 3; i++) {
                assertThat(channel.isWritable()).isTrue();
                channel
                    .pipeline()
                    .write(Unpooled.wrappedBuffer(new byte[640]))
                    .addListener(done -> {});
                assertThat(told).hasSize(i / 2);
              }
              assertThat(channel.isWritable()).isFalse();
              channel.pipeline().flush();
            });
    channel.runPendingTasks();
    assertThat(told.get(0)).isFalse();
    assertThat(channel.isWritable()).isTrue();
    decryptAll();
    assertThat(received.size()).isEqualTo(3 * 640);
  }

  @Test
  void an_empty_write_completes_in_its_turn_and_makes_no_frame() {
    ChannelFuture empty = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    channel.runPendingTasks();
    assertThat(empty.isSuccess()).isTrue();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      assertThat(out.isReadable()).isFalse();
    }
  }

  @Test
  void only_bytes_are_sent(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in clear");
    try (FileChannel open = FileChannel.open(file)) {
      DefaultFileRegion region = new DefaultFileRegion(open, 0, 8);
      ChannelFuture refused = channel.writeAndFlush(region);
      ChannelFuture chunked =
          channel.writeAndFlush(new ChunkedStream(new ByteArrayInputStream(new byte[10])));
      channel.runPendingTasks();
      assertThat(refused.cause()).hasMessageContaining("only bytes");
      assertThat(chunked.cause()).hasMessageContaining("only bytes");
      assertThat(region.refCnt()).isZero();
      assertThat(channel.<Object>readOutbound()).isNull();
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @Test
  void a_close_sends_what_was_queued_and_what_comes_later_fails() {
    ChannelFuture queued = channel.write(text("last words"));
    channel.close().syncUninterruptibly();
    assertThat(queued.isSuccess()).isTrue();
    decryptAll();
    assertThat(received.toString(UTF_8)).isEqualTo("last words");
    ChannelFuture late = channel.writeAndFlush(text("too late"));
    channel.runPendingTasks();
    assertThat(late.cause()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void what_is_queued_when_the_channel_dies_fails_and_is_released() {
    ByteBuf bytes = text("unsent");
    ChannelFuture queued = channel.write(bytes);
    channel.pipeline().fireChannelInactive();
    assertThat(queued.cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(bytes.refCnt()).isZero();
  }

  @Test
  void a_cipher_at_its_end_fails_the_writes_and_tells_the_pipeline() {
    List<Throwable> failures = new ArrayList<>();
    EmbeddedChannel last =
        new EmbeddedChannel(
            new NoiseSocketEncoder(new CipherState(AEAD.sealer(KEY), -1)),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                failures.add(cause);
              }
            });
    ChannelFuture write = last.writeAndFlush(text("one too many"));
    last.runPendingTasks();
    assertThat(write.cause()).isInstanceOf(NoiseException.class);
    assertThat(failures).hasSize(1);
    assertThat(((NoiseException) failures.get(0)).reason()).isEqualTo("cipher-exhausted");
    assertThat(last.<Object>readOutbound()).isNull();
  }

  @Test
  void the_decoder_gives_heap_buffers_and_nothing_after_a_bad_frame() {
    EmbeddedChannel reader =
        new EmbeddedChannel(new NoiseSocketDecoder(new CipherState(AEAD.opener(KEY))));
    write(text("good"));
    ByteBuf good = channel.readOutbound();
    reader.writeInbound(good);
    ByteBuf plain = reader.readInbound();
    assertThat(plain.hasArray()).isTrue();
    assertThat(plain.toString(UTF_8)).isEqualTo("good");

    write(text("bad"));
    ByteBuf bad = channel.readOutbound();
    bad.setByte(4, bad.getByte(4) ^ 1);
    write(text("after"));
    ByteBuf after = channel.readOutbound();
    reader.pipeline().fireChannelRead(Unpooled.wrappedBuffer(bad, after));
    assertThatThrownBy(reader::checkException)
        .isInstanceOf(NoiseException.class)
        .hasMessageContaining("does not decrypt");
    assertThat(reader.<ByteBuf>readInbound()).isNull();
    assertThat(bad.refCnt()).isZero();
    assertThat(after.refCnt()).isZero();
  }

  @Test
  void the_decoder_takes_an_empty_frame_for_the_end() {
    EmbeddedChannel reader =
        new EmbeddedChannel(new NoiseSocketDecoder(new CipherState(AEAD.opener(KEY))));
    byte[] tag = new byte[16];
    new CipherState(AEAD.sealer(KEY)).encrypt(tag, 0, 0, tag, 0);
    reader.writeInbound(Unpooled.buffer().writeShort(16).writeBytes(tag));
    assertThat(reader.isOpen()).isFalse();
    reader.checkException();
  }

  private void write(ByteBuf... messages) {
    for (ByteBuf message : messages) {
      channel.write(message).addListener(done -> {});
    }
    channel.flush();
    channel.runPendingTasks();
  }

  private void decryptAll() {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      decrypt(out);
    }
  }

  private void decrypt(ByteBuf out) {
    assertThat(remote.decrypt(out)).isEqualTo(FrameDecrypter.State.OPEN);
    out.release();
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, UTF_8);
  }

  /** Stands for the socket and counts. */
  private static final class Flushes extends ChannelOutboundHandlerAdapter {

    private int count;

    @Override
    public void flush(ChannelHandlerContext ctx) {
      count++;
      ctx.flush();
    }
  }
}
