package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.RateLimit;
import io.diemnet.vertx.RateLimitOptions;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The token buckets of a network, two for each remote IP address that has a connection
 * (specification section 11); those of an address without one are forgotten. Thread-safe.
 */
public final class RateLimits {

  /**
   * The buckets of one address; null for a direction without a limit.
   *
   * @param connections how many share them
   */
  record Buckets(TokenBucket inbound, TokenBucket outbound, int connections) {

    private Buckets shared(int change) {
      return new Buckets(inbound, outbound, connections + change);
    }
  }

  private final RateLimit inbound;
  private final RateLimit outbound;
  private final ConcurrentMap<InetAddress, Buckets> buckets = new ConcurrentHashMap<>();

  private RateLimits(RateLimitOptions options) {
    this.inbound = options.getInbound();
    this.outbound = options.getOutbound();
  }

  /** The limits that these options ask for; null when both directions are off. */
  public static RateLimits of(RateLimitOptions options) {
    return options.getInbound() == null && options.getOutbound() == null
        ? null
        : new RateLimits(options);
  }

  /** The buckets of an address, for one more connection. */
  Buckets acquire(InetAddress address, long now) {
    return buckets.compute(
        address, (any, shared) -> shared == null ? fresh(now) : shared.shared(1));
  }

  /** That connection has ended. */
  void release(InetAddress address) {
    buckets.computeIfPresent(
        address, (any, shared) -> shared.connections() == 1 ? null : shared.shared(-1));
  }

  /** How many addresses are remembered. */
  int addresses() {
    return buckets.size();
  }

  private Buckets fresh(long now) {
    return new Buckets(
        inbound == null ? null : new TokenBucket(inbound, now),
        outbound == null ? null : new TokenBucket(outbound, now),
        1);
  }
}
