package io.diemnet.vertx.impl.metrics;

/**
 * Messages of one turn of a loop on their way to a {@link TrafficMeter}, whose atomic additions are
 * too dear for each. Owned by one event loop.
 */
public final class TrafficTally {

  private int messages;
  private long bytes;

  /** Counts one message. */
  public void add(int size) {
    messages++;
    bytes += size;
  }

  /** Moves what was counted to the meter. */
  public void addTo(TrafficMeter meter) {
    if (messages > 0) {
      meter.count(messages, bytes);
      messages = 0;
      bytes = 0;
    }
  }
}
