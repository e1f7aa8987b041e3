package io.diemnet.vertx.impl.metrics;

/**
 * Messages of one turn of a loop on their way to where they are counted, which is too dear for
 * each: there are atomic additions. Owned by one event loop.
 */
public final class TrafficTally {

  /** Where messages and their bytes are counted in the end. */
  public interface Counter {

    /** Counts several messages. */
    void count(int messages, long bytes);
  }

  private int messages;
  private long bytes;

  /** Counts one message. */
  public void add(int size) {
    messages++;
    bytes += size;
  }

  /** Moves what was counted, if anything, to the counter. */
  public void addTo(Counter counter) {
    if (messages > 0) {
      counter.count(messages, bytes);
      messages = 0;
      bytes = 0;
    }
  }
}
