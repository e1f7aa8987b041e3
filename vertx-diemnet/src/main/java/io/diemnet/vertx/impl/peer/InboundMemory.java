package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.memory.ChannelMemory;
import io.diemnet.vertx.impl.memory.MemoryAccount;
import io.diemnet.vertx.impl.memory.MemoryLease;

/**
 * The memory of messages that the application was given and has not answered or taken. What it
 * still has when the connection ends stays charged until it is done with it: else a remote that
 * connects anew again and again could fill the heap. Owned by one event loop.
 */
final class InboundMemory {

  private final MemoryAccount account;
  private final MemoryLease lease;
  private long held;
  private boolean ended;
  private MemoryAccount leftBehind;

  InboundMemory(ChannelMemory memory) {
    this.account = memory.account();
    this.lease = memory.lease();
  }

  /** The application is given a message of that size. */
  void hold(int size) {
    long bytes = MemoryLease.footprint(size);
    held += bytes;
    lease.hold(bytes);
  }

  /** It is done with it, or has had the time that it is given. */
  void release(int size) {
    long bytes = MemoryLease.footprint(size);
    if (!ended) {
      held -= bytes;
      lease.give(bytes);
    } else if (leftBehind != null) {
      held -= bytes;
      leftBehind.release(bytes);
      if (held == 0) {
        leftBehind.close();
        leftBehind = null;
      }
    }
  }

  /** The connection has ended. */
  void end() {
    ended = true;
    account.close();
    if (held > 0) {
      leftBehind = account.leaveBehind(held);
    }
  }

  /** Bytes that the application holds. */
  long held() {
    return held;
  }
}
