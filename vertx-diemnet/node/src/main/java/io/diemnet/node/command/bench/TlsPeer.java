package io.diemnet.node.command.bench;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.profile.Profiles;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.collection.IntObjectHashMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.function.Consumer;

/**
 * One end of a {@link TlsLink}: the network's message codec on a NetSocket's pipeline, without
 * Noise, limits or peers. Like a good hand-written protocol on TLS, it parses in place and gathers
 * the writes of a turn into few buffers with one flush.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends the channel
final class TlsPeer extends ChannelInboundHandlerAdapter
    implements MessageDecoder.Listener, NetworkMessage.Receiver {

  private static final int GATHER = 64 * 1024;

  private final ChannelHandlerContext ctx;
  private final Runnable received;
  private static final Profile DIEM = Profiles.of(WireProfile.DIEM);

  private final MessageDecoder decoder =
      new MessageDecoder(ProtocolRegistry.of(DIEM.protocols(), List.of()), 8 * 1024 * 1024, this);
  private final IntObjectHashMap<Consumer<Buffer>> calls = new IntObjectHashMap<>();
  private final byte[] header = new byte[MessageEncoder.MAX_HEADER];
  private final byte[] scratch = new byte[64 * 1024];
  private ByteBuf gathered;
  private int nextId;
  private boolean reading;
  private boolean flushScheduled;
  private Runnable drain;

  TlsPeer(NetSocket socket, Runnable received) {
    this.received = received;
    ctx = TlsLink.internal(socket).channelHandlerContext();
    ctx.pipeline().addBefore("handler", "messages", this);
  }

  void directSend(Buffer payload) {
    write(new NetworkMessage.DirectSend(ProtocolId.MEMPOOL_DIRECT_SEND, 0, payload));
  }

  void rpc(Buffer request, Consumer<Buffer> response) {
    int id = nextId++;
    calls.put(id, response);
    write(new NetworkMessage.RpcRequest(ProtocolId.CONSENSUS_RPC, id, 0, request));
  }

  boolean full() {
    return !ctx.channel().isWritable();
  }

  void onDrain(Runnable handler) {
    drain = handler;
    if (!full()) {
      ctx.executor().execute(this::drained);
    }
  }

  private void drained() {
    Runnable handler = drain;
    drain = null;
    if (handler != null) {
      handler.run();
    }
  }

  private void write(NetworkMessage message) {
    ByteBuf payload = ((BufferInternal) message.payload()).getByteBuf();
    int length = DIEM.messages().header(message, header, 0);
    int size = length + payload.readableBytes();
    if (gathered != null && gathered.writableBytes() < size) {
      ctx.write(gathered);
      gathered = null;
    }
    if (gathered == null) {
      gathered = ctx.alloc().directBuffer(Math.max(size, GATHER));
    }
    gathered.writeBytes(header, 0, length);
    gathered.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    if (!flushScheduled) {
      flushScheduled = true;
      if (!reading) {
        ctx.executor().execute(this::flush);
      }
    }
  }

  private void flush() {
    flushScheduled = false;
    if (gathered != null) {
      ctx.write(gathered);
      gathered = null;
      ctx.flush();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (bytes.hasArray()) {
        decoder.plaintext(
            bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
        return;
      }
      while (bytes.isReadable()) {
        int part = Math.min(bytes.readableBytes(), scratch.length);
        byte[] target = decoder.target(part);
        if (target != null) {
          bytes.readBytes(target, decoder.targetOffset(), part);
          decoder.targetWritten(part);
        } else {
          bytes.readBytes(scratch, 0, part);
          decoder.plaintext(scratch, 0, part);
        }
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    if (flushScheduled) {
      flush();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      drained();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void message(NetworkMessage message, int length) {
    message.accept(this, length);
  }

  @Override
  public void directSend(NetworkMessage.DirectSend message, int size) {
    received.run();
  }

  @Override
  public void rpcRequest(NetworkMessage.RpcRequest request, int size) {
    write(new NetworkMessage.RpcResponse(request.requestId(), 0, request.payload()));
  }

  @Override
  public void rpcResponse(NetworkMessage.RpcResponse response, int size) {
    calls.remove(response.requestId()).accept(response.payload());
  }

  @Override
  public void error(NetworkMessage.Error message, int size) {}

  @Override
  public void unparseable(int firstByte, int secondByte) {
    throw new IllegalStateException("unparseable message");
  }

  @Override
  public void tooLarge(long announced) {
    throw new IllegalStateException("message too large");
  }
}
