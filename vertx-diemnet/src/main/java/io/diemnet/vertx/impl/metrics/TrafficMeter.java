package io.diemnet.vertx.impl.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts messages and bytes of one kind in one state. */
public final class TrafficMeter implements TrafficTally.Counter {

  private final LongAdder messages = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Counts one message. */
  public void count(int size) {
    messages.increment();
    bytes.add(size);
  }

  @Override
  public void count(int messages, long bytes) {
    this.messages.add(messages);
    this.bytes.add(bytes);
  }

  public long messages() {
    return messages.sum();
  }

  public long bytes() {
    return bytes.sum();
  }
}
