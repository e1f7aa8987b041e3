package io.diemnet.vertx.impl.memory;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.AttributeKey;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;

/** The memory of one channel: its account and the lease of its event loop. */
public final class ChannelMemory implements ChannelFutureListener, Runnable {

  private static final AttributeKey<ChannelMemory> KEY =
      AttributeKey.valueOf(ChannelMemory.class, "memory");

  private final MemoryAccount account;
  private final MemoryLease lease;
  private final Channel channel;
  private long unread;

  /** Null until set. */
  private Runnable close;

  private ChannelMemory(MemoryAccount account, Channel channel) {
    this.channel = channel;
    this.account = account;
    this.lease = new MemoryLease(account);
  }

  /** Assigns an account to a channel until the channel is closed. */
  public static ChannelMemory attach(Channel channel, MemoryAccount account) {
    ChannelMemory memory = new ChannelMemory(account, channel);
    channel.attr(KEY).set(memory);
    channel.closeFuture().addListener(memory);
    return memory;
  }

  /** Returns the memory of a channel. It is unlimited if no network has assigned an account. */
  public static ChannelMemory of(Channel channel) {
    ChannelMemory memory = channel.attr(KEY).get();
    return memory != null ? memory : attach(channel, MemoryAccount.unlimited());
  }

  public MemoryAccount account() {
    return account;
  }

  /**
   * Sets the action that closes the channel when its account is evicted. It runs on the event loop
   * of the channel, in a task of its own.
   */
  public void onEvicted(Runnable close) {
    this.close = close;
    account.onEvicted(this);
  }

  /** The account is evicted. On any thread. */
  @Override
  public void run() {
    try {
      channel.eventLoop().execute(close);
    } catch (RejectedExecutionException stopped) {
      // The Vert.x instance and its channels are already closed.
    }
  }

  /** The channel is closed. */
  @Override
  public void operationComplete(ChannelFuture closed) {
    account.close();
  }

  /** The lease. Only for the event loop of the channel. */
  public MemoryLease lease() {
    return lease;
  }

  /**
   * Updates the charge for received buffers that wait to be decrypted. It counts the capacity of
   * the buffers, not their content. Only for the event loop of the channel.
   */
  public void unread(Collection<ByteBuf> buffers) {
    long now = 0;
    if (!buffers.isEmpty()) {
      for (ByteBuf buffer : buffers) {
        now += buffer.capacity();
      }
    }
    if (now != unread) {
      long before = unread;
      unread = now;
      lease.change(before, now);
    }
  }
}
