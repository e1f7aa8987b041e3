package io.diemnet.vertx.impl.peer;

import java.util.concurrent.atomic.AtomicLong;

/** What passed over one connection. Written by its event loop only, read by anyone. */
final class Traffic {

  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final AtomicLong messagesIn = new AtomicLong();
  private final AtomicLong messagesOut = new AtomicLong();

  void received(int size) {
    add(bytesIn, size);
    add(messagesIn, 1);
  }

  void sent(int size) {
    add(bytesOut, size);
    add(messagesOut, 1);
  }

  long bytesIn() {
    return bytesIn.get();
  }

  long bytesOut() {
    return bytesOut.get();
  }

  long messagesIn() {
    return messagesIn.get();
  }

  long messagesOut() {
    return messagesOut.get();
  }

  private static void add(AtomicLong counter, long amount) {
    // There is one writer: no atomic read-modify-write is needed.
    counter.lazySet(counter.getPlain() + amount);
  }
}
