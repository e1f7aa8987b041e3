package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.metrics.FailureReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many inbound channels may be between accept and the end of their handshake, in all and from
 * one address. Thread-safe.
 */
public final class UpgradeLimits {

  private final int maxTotal;
  private final int maxPerAddress;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

  public UpgradeLimits(int maxTotal, int maxPerAddress) {
    this.maxTotal = maxTotal;
    this.maxPerAddress = maxPerAddress;
  }

  /** Takes a place; null on success, else which limit is reached. */
  FailureReason acquire(SocketAddress remote) {
    if (total.incrementAndGet() > maxTotal) {
      total.decrementAndGet();
      return FailureReason.TOO_MANY_UPGRADES;
    }
    InetAddress address = address(remote);
    if (address != null) {
      if (perAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
        give(address);
        total.decrementAndGet();
        return FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS;
      }
    }
    return null;
  }

  void release(SocketAddress remote) {
    total.decrementAndGet();
    InetAddress address = address(remote);
    if (address != null) {
      give(address);
    }
  }

  private void give(InetAddress address) {
    perAddress.computeIfPresent(address, (key, count) -> count <= 1 ? null : count - 1);
  }

  int total() {
    return total.get();
  }

  int addresses() {
    return perAddress.size();
  }

  private static InetAddress address(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
  }
}
