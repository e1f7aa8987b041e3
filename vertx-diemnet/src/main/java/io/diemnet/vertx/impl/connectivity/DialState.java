package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkAddress;
import java.util.List;

/** The dial state of one peer. It is kept until a connection has lived long enough to reset it. */
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

  /**
   * The dial in progress started before the addresses or keys of the peer changed, so its outcome
   * is ignored.
   */
  private boolean outdated;

  int failures() {
    return failures;
  }

  long dueAt() {
    return dueAt;
  }

  /** The start time of the dial in progress. */
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

  /** Removes the dial from the queue, if it is queued. */
  void cancel() {
    if (phase == Phase.QUEUED) {
      phase = Phase.IDLE;
    }
  }

  /** Starts an attempt at the next address. */
  NetworkAddress begin(List<NetworkAddress> addresses, long now) {
    phase = Phase.DIALING;
    begunAt = now;
    outdated = false;
    NetworkAddress address = addresses.get(nextAddress % addresses.size());
    nextAddress = (nextAddress + 1) % addresses.size();
    return address;
  }

  /** Ends the attempt. A failure counts unless the peer has changed in the meantime. */
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

  /** Resets to the first address and no delay. A queued dial must be queued again. */
  void reset() {
    cancel();
    failures = 0;
    nextAddress = 0;
    outdated = phase == Phase.DIALING;
  }
}
