package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkAddress;
import java.util.List;

/**
 * Where a peer stands in being dialed. It outlives a connection until that has lived long enough.
 */
final class DialState {

  private enum Phase {
    IDLE,
    QUEUED,
    DIALING
  }

  private Phase phase = Phase.IDLE;
  private int failures;
  private int nextAddress;
  private long dueAt;
  private long begunAt;

  /** The dial in progress began before the peer's addresses or keys changed: it proves nothing. */
  private boolean outdated;

  int failures() {
    return failures;
  }

  long dueAt() {
    return dueAt;
  }

  /** When the dial in progress began. */
  long begunAt() {
    return begunAt;
  }

  boolean isQueued() {
    return phase == Phase.QUEUED;
  }

  boolean isDialing() {
    return phase == Phase.DIALING;
  }

  boolean isIdle() {
    return phase == Phase.IDLE;
  }

  void queue(long due) {
    phase = Phase.QUEUED;
    dueAt = due;
  }

  /** Takes the dial out of the queue, if it is there. */
  void cancel() {
    if (phase == Phase.QUEUED) {
      phase = Phase.IDLE;
    }
  }

  /** The attempt begins, at the next address. */
  NetworkAddress begin(List<NetworkAddress> addresses, long now) {
    phase = Phase.DIALING;
    begunAt = now;
    outdated = false;
    NetworkAddress address = addresses.get(nextAddress % addresses.size());
    nextAddress = (nextAddress + 1) % addresses.size();
    return address;
  }

  /** The attempt ended; a failure counts unless the peer has changed meanwhile. */
  void end(boolean failed) {
    phase = Phase.IDLE;
    if (failed && !outdated) {
      failed();
    }
    outdated = false;
  }

  /** Counts a failed attempt. */
  void failed() {
    failures = Math.min(failures + 1, 1_000);
  }

  /** Begins anew, at the first address and without delay; a queued dial is to be queued again. */
  void reset() {
    cancel();
    failures = 0;
    nextAddress = 0;
    outdated = phase == Phase.DIALING;
  }
}
