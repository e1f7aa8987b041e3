package io.diemnet.vertx.impl.metrics;

/**
 * Collects the counts of one turn of an event loop, because an atomic addition for each message
 * costs too much. Owned by one event loop.
 */
public final class TrafficTally {

  /** The destination of the counts. */
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

  /** Adds the collected counts, if any, to a counter and resets them. */
  public void addTo(Counter counter) {
    if (messages > 0) {
      counter.count(messages, bytes);
      messages = 0;
      bytes = 0;
    }
  }
}
