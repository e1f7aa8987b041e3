package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Chooses which of many peers to dial, near ones more likely (section 6). It has the measured
 * latencies; it does no I/O. One owner. Times are milliseconds of one monotonic clock.
 */
final class LatencyChoice {

  /** The most peers that are looked at; further ones wait until some of these are gone. */
  static final int MAX_PEERS = 64;

  /** A peer that was dialed within this time comes after the others. */
  static final long RECENT_MILLIS = 300_000;

  /** The weight of a peer is halved for each time that its latency contains this. */
  private static final double HALVING_MILLIS = 25;

  private final Random random;
  private final Map<PeerId, Long> latencies = new HashMap<>();
  private final Set<PeerId> measuring = new HashSet<>();
  private final Map<PeerId, Long> failedAt = new HashMap<>();
  private final Map<PeerId, Long> dialedAt = new HashMap<>();

  LatencyChoice(Random random) {
    this.random = random;
  }

  /** Keeps at most {@value #MAX_PEERS} peers, first those that were measured. */
  List<PeerId> few(List<PeerId> candidates) {
    if (candidates.size() <= MAX_PEERS) {
      return candidates;
    }
    List<PeerId> few = new ArrayList<>(MAX_PEERS);
    candidates.stream().filter(this::known).limit(MAX_PEERS).forEach(few::add);
    candidates.stream()
        .filter(peer -> !known(peer))
        .limit(MAX_PEERS - few.size())
        .forEach(few::add);
    return few;
  }

  private boolean known(PeerId peer) {
    return latencies.containsKey(peer) || measuring.contains(peer) || failedAt.containsKey(peer);
  }

  /** The peers to measure now; each must be reported. */
  List<PeerId> toMeasure(Collection<PeerId> candidates, long now) {
    failedAt.values().removeIf(failed -> now - failed >= RECENT_MILLIS);
    List<PeerId> unknown = new ArrayList<>();
    for (PeerId peer : candidates) {
      if (!known(peer)) {
        measuring.add(peer);
        unknown.add(peer);
      }
    }
    return unknown;
  }

  /** Whether measurements of these peers are under way. */
  boolean waitsFor(Collection<PeerId> candidates) {
    return candidates.stream().anyMatch(measuring::contains);
  }

  void measured(PeerId peer, long nanos) {
    if (measuring.remove(peer)) {
      latencies.put(peer, nanos);
    }
  }

  void failed(PeerId peer, long now) {
    if (measuring.remove(peer)) {
      failedAt.put(peer, now);
    }
  }

  /** A dial of a peer begins. */
  void dialed(PeerId peer, long now) {
    dialedAt.put(peer, now);
  }

  /** Forgets all peers but these. */
  void retain(Set<PeerId> known) {
    latencies.keySet().retainAll(known);
    measuring.retainAll(known);
    failedAt.keySet().retainAll(known);
    dialedAt.keySet().retainAll(known);
  }

  /**
   * Draws peers without repetition: those that were not dialed lately, then those that were, then
   * those without a latency.
   */
  List<PeerId> draw(Collection<PeerId> candidates, int count, long now) {
    List<PeerId> fresh = new ArrayList<>();
    List<PeerId> recent = new ArrayList<>();
    List<PeerId> unmeasured = new ArrayList<>();
    for (PeerId peer : candidates) {
      Long dialed = dialedAt.get(peer);
      if (!latencies.containsKey(peer)) {
        unmeasured.add(peer);
      } else if (dialed == null || now - dialed >= RECENT_MILLIS) {
        fresh.add(peer);
      } else {
        recent.add(peer);
      }
    }
    List<PeerId> drawn = new ArrayList<>(count);
    drawWeighted(fresh, count, drawn);
    drawWeighted(recent, count, drawn);
    Collections.shuffle(unmeasured, random);
    for (PeerId peer : unmeasured) {
      if (drawn.size() < count) {
        drawn.add(peer);
      }
    }
    return drawn;
  }

  private void drawWeighted(List<PeerId> from, int count, List<PeerId> drawn) {
    while (!from.isEmpty() && drawn.size() < count) {
      double sum = 0;
      for (PeerId peer : from) {
        sum += weight(latencies.get(peer));
      }
      double at = random.nextDouble() * sum;
      int chosen = 0;
      while (chosen < from.size() - 1) {
        at -= weight(latencies.get(from.get(chosen)));
        if (at < 0) {
          break;
        }
        chosen++;
      }
      drawn.add(from.remove(chosen));
    }
  }

  /** 1 / latency, halved once for each full 25 ms. */
  static double weight(long nanos) {
    double millis = Math.max(nanos, 1) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    return 1 / millis / Math.pow(2, Math.min(Math.floor(millis / HALVING_MILLIS), 500));
  }
}
