package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.noise.FramePacker;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Consumer;

/**
 * Turns what is queued into Noise frames on the channel: many small messages share a frame, large
 * payloads are encrypted straight from the sender's array, and a turn's frames share few buffers
 * and one flush (specification section 5). Owned by one event loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
final class MessageWriter {

  private static final int FRAME = FrameEncrypter.PREFERRED_PLAINTEXT;

  /** Bytes of ciphertext in one buffer for the socket. */
  private static final int CHUNK = 128 * 1024;

  /** After this many bytes other connections of the loop have their turn. */
  private static final int TURN = 1024 * 1024;

  private final MessageCodec codec;
  private final FramePacker packer;
  private final OutboundQueue queue;
  private final Throttle throttle;
  private final Consumer<Outbound> written;

  /** The message that is only partly in frames, and the rest of its payload. */
  private Outbound current;

  private ByteBuf payload;
  private int payloadIndex;
  private int payloadEnd;
  private long chunks;

  /** Bytes of plaintext in the chunk being filled. */
  private int taken;

  /**
   * @param throttle null when no rate limit is on
   * @param written told of each message whose last byte is on its way
   */
  MessageWriter(
      MessageCodec codec,
      FrameEncrypter encrypter,
      OutboundQueue queue,
      Throttle throttle,
      Consumer<Outbound> written) {
    this.codec = codec;
    this.packer = new FramePacker(encrypter);
    this.queue = queue;
    this.throttle = throttle;
    this.written = written;
  }

  boolean idle() {
    return current == null && queue.isEmpty();
  }

  /** No message is partly in frames. */
  boolean betweenMessages() {
    return current == null;
  }

  /** A number that grows whenever something is written. */
  long progress() {
    return chunks;
  }

  /** Whether this message is partly written, so that it can no longer be taken back. */
  boolean writing(Outbound message) {
    return current == message;
  }

  /**
   * Writes and flushes while the channel and the rate limit take it; false when the turn is over
   * and more could be written.
   */
  boolean write(Channel channel) {
    int turn = 0;
    while (!idle()) {
      if (!channel.isWritable() || (throttle != null && !throttle.mayWrite())) {
        return true;
      }
      if (turn >= TURN) {
        return false;
      }
      ByteBuf out = channel.alloc().directBuffer(chunkSize());
      boolean complete = false;
      try {
        fill(out);
        complete = true;
      } finally {
        if (!complete) {
          out.release();
        }
      }
      turn += out.readableBytes();
      chunks++;
      channel.writeAndFlush(out, channel.voidPromise());
    }
    return true;
  }

  /** The message that was under way when the connection ended, or null. */
  Outbound abandon() {
    Outbound abandoned = current;
    current = null;
    payload = null;
    return abandoned;
  }

  private int chunkSize() {
    int small = current == null && queue.size() <= 4 ? queue.size() * 512 : CHUNK;
    return Math.min(CHUNK, Math.max(small, 512));
  }

  private void fill(ByteBuf out) {
    packer.reset();
    taken = 0;
    // Under a rate limit not more than a frame is taken that may turn out to be too much.
    int last = throttle == null ? CHUNK - FRAME - FrameEncrypter.OVERHEAD : 0;
    while (out.readableBytes() <= last) {
      if (current == null && !next(out)) {
        break;
      }
      packPayload(out);
    }
    packer.finish(out);
    if (throttle != null) {
      throttle.sent(taken);
    }
  }

  /** Puts the next message's header into the frame; false when nothing waits. */
  private boolean next(ByteBuf out) {
    Outbound message = queue.poll();
    if (message == null) {
      return false;
    }
    if (packer.free() < MessageEncoder.MAX_HEADER) {
      packer.finish(out);
    }
    current = message;
    added(message.header(codec, packer.array(), packer.position()), out);
    Buffer content = message.payload();
    int length = content == null ? 0 : content.length();
    if (length <= packer.free()) {
      // Most messages: copied at once, without a view of the sender's buffer.
      if (length > 0) {
        content.getBytes(0, length, packer.array(), packer.position());
        added(length, out);
      }
      payload = null;
      payloadIndex = 0;
      payloadEnd = 0;
    } else {
      payload = ((BufferInternal) content).getByteBuf();
      payloadIndex = payload.readerIndex();
      payloadEnd = payload.writerIndex();
    }
    return true;
  }

  private void added(int count, ByteBuf out) {
    packer.added(count, out);
    taken += count;
  }

  private void packPayload(ByteBuf out) {
    if (payloadIndex < payloadEnd) {
      int packed = packer.pack(payload, payloadIndex, payloadEnd - payloadIndex, out);
      payloadIndex += packed;
      taken += packed;
    }
    if (payloadIndex == payloadEnd) {
      Outbound done = current;
      current = null;
      payload = null;
      written.accept(done);
    }
  }
}
