package io.diemnet.vertx.impl.names;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The addresses of one dial, tried one after the other in the order of the lookup. Each attempt
 * gets an equal share of the time that is left until the deadline. Not thread-safe.
 */
public final class Candidates {

  /**
   * One attempt.
   *
   * @param timeoutMillis how long it may take, at least 1
   */
  public record Attempt(InetSocketAddress address, int timeoutMillis) {}

  private final List<InetSocketAddress> addresses;
  private final long deadline;
  private int tried;

  /**
   * @param deadline in nanoseconds, on the clock that {@link #next} is given
   */
  public Candidates(List<InetSocketAddress> addresses, long deadline) {
    this.addresses = List.copyOf(addresses);
    this.deadline = deadline;
  }

  /** The next attempt; null when no address or less than a millisecond is left. */
  public Attempt next(long now) {
    int left = addresses.size() - tried;
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - now);
    if (left == 0 || millis <= 0) {
      return null;
    }
    int share = (int) Math.min(Integer.MAX_VALUE, Math.max(1, millis / left));
    return new Attempt(addresses.get(tried++), share);
  }

  /** The addresses, for a message. */
  @Override
  public String toString() {
    return addresses.toString();
  }
}
