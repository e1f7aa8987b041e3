package io.diemnet.vertx.impl.memory;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The memory of one channel: its account, and what its event loop holds of it. */
public final class ChannelMemory {

  private static final AttributeKey<ChannelMemory> KEY =
      AttributeKey.valueOf(ChannelMemory.class, "memory");

  private final MemoryAccount account;
  private final MemoryLease lease;
  private final Executor loop;
  private long unread;

  private ChannelMemory(MemoryAccount account, Executor loop) {
    this.loop = loop;
    this.account = account;
    this.lease = new MemoryLease(account);
  }

  /** From now on that account is the channel's, until the channel is closed. */
  public static ChannelMemory attach(Channel channel, MemoryAccount account) {
    ChannelMemory memory = new ChannelMemory(account, task -> channel.eventLoop().execute(task));
    channel.attr(KEY).set(memory);
    channel.closeFuture().addListener(closed -> account.close());
    return memory;
  }

  /** The memory of a channel; without a limit if no network has charged it before. */
  public static ChannelMemory of(Channel channel) {
    ChannelMemory memory = channel.attr(KEY).get();
    return memory != null ? memory : attach(channel, MemoryAccount.unlimited());
  }

  public MemoryAccount account() {
    return account;
  }

  /**
   * Sets what closes the channel when it is evicted. It runs on the channel's event loop, in a task
   * of its own.
   */
  public void onEvicted(Runnable close) {
    account.onEvicted(
        () -> {
          try {
            loop.execute(close);
          } catch (RejectedExecutionException stopped) {
            // The Vert.x instance is gone, and with it the channel.
          }
        });
  }

  /** Of the channel's event loop only. */
  public MemoryLease lease() {
    return lease;
  }

  /**
   * Says what was read from the socket and waits to be decrypted. Counted is what the buffers take,
   * which is more than what is in them. On the channel's event loop.
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
