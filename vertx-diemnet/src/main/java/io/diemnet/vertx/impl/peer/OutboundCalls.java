package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.ProtocolId;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The RPCs of ours that wait for a response on one connection, by request id.
 *
 * <p>Ids count up from 0 and wrap at 2^32; an id that is still pending is skipped, never
 * overwritten (specification section 8). How many may wait is kept by {@link OutboundBudget}. Owned
 * by one event loop.
 */
final class OutboundCalls {

  private IntObjectHashMap<PendingCall> calls;
  private int nextId;

  /** The next id to give, for tests that look at the wrap-around. */
  void continueAt(int id) {
    nextId = id;
  }

  int size() {
    return calls == null ? 0 : calls.size();
  }

  /** Gives the call its id and waits for the response. */
  void add(PendingCall call) {
    if (calls == null) {
      calls = new IntObjectHashMap<>();
    }
    while (calls.containsKey(key(nextId))) {
      nextId++;
    }
    call.requestId = nextId++;
    calls.put(key(call.requestId), call);
  }

  /** The call that a response belongs to, no longer waiting; null when there is none. */
  PendingCall take(int requestId) {
    return calls == null ? null : calls.remove(key(requestId));
  }

  /** Forgets a call; false when it was not waiting. */
  boolean remove(PendingCall call) {
    if (calls == null || calls.get(key(call.requestId)) != call) {
      return false;
    }
    calls.remove(key(call.requestId));
    return true;
  }

  /** Takes the calls whose deadline has come. */
  List<PendingCall> takeExpired(long now) {
    return takeIf(call -> now - call.deadline >= 0);
  }

  List<PendingCall> takeOf(ProtocolId protocol) {
    return takeIf(call -> call.protocol.number() == protocol.number());
  }

  List<PendingCall> takeAll() {
    return takeIf(call -> true);
  }

  /**
   * Scatters the ids, one to one: the map probes linearly, so consecutive keys would make one long
   * run, through which each removal goes.
   */
  private static int key(int requestId) {
    int scattered = requestId * 0x9E3779B1;
    return scattered ^ scattered >>> 16;
  }

  private List<PendingCall> takeIf(Predicate<PendingCall> which) {
    if (size() == 0) {
      return List.of();
    }
    List<PendingCall> taken = null;
    for (PendingCall call : calls.values()) {
      if (which.test(call)) {
        if (taken == null) {
          taken = new ArrayList<>();
        }
        taken.add(call);
      }
    }
    if (taken == null) {
      return List.of();
    }
    taken.forEach(call -> calls.remove(key(call.requestId)));
    return taken;
  }
}
