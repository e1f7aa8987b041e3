package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is told about the peers in the {@link PeerBook}: their states with the reasons in words,
 * since when they are absent, and their last errors. One owner, no I/O; the state of a peer is
 * freed when no source lists it.
 *
 * <p>Times with the suffix {@code At} are milliseconds since 1970, the others are those of the
 * plan.
 */
final class KnownPeers {

  /** The numbers of peers by state, and of the missing ones. A state without peers is absent. */
  record Counts(Map<KnownPeer.State, Integer> states, int missing) {

    static final Counts NONE = new Counts(Map.of(), 0);

    int of(KnownPeer.State state) {
      return states.getOrDefault(state, 0);
    }
  }

  private static final class Absence {
    private final long sinceAt;
    private String lastError;
    private boolean dialFailed;

    Absence(long sinceAt) {
      this.sinceAt = sinceAt;
    }
  }

  private final ConnectivitySettings settings;
  private final ConnectivityPlan plan;
  private final Set<PeerRole> rolesToDial;
  private final Map<PeerId, Absence> absences = new HashMap<>();

  KnownPeers(ConnectivitySettings settings, ConnectivityPlan plan) {
    this.settings = settings;
    this.plan = plan;
    this.rolesToDial = settings.roles().dialed(settings.network(), settings.role());
  }

  /** Called when the book has changed. */
  void listed(long at) {
    Set<PeerId> known = plan.book().entries().keySet();
    absences.keySet().retainAll(known);
    known.forEach(peer -> absences.computeIfAbsent(peer, id -> new Absence(at)));
  }

  /** Called when a peer is connected: its last error no longer matters. */
  void connected(PeerId peer) {
    Absence absence = absences.get(peer);
    if (absence != null) {
      absence.lastError = null;
      absence.dialFailed = false;
    }
  }

  /** Called when the last connection to a peer has ended. */
  void lost(PeerId peer, long at, String error) {
    if (plan.book().get(peer) != null) {
      Absence absence = new Absence(at);
      absence.lastError = error;
      absences.put(peer, absence);
    }
  }

  /**
   * Called when a dial has failed. A peer that is connected by now keeps no error.
   *
   * @return whether it is the first failed dial since the peer was connected
   */
  boolean failed(PeerId peer, String error) {
    Absence absence = absences.get(peer);
    if (absence == null || plan.isConnected(peer)) {
      return false;
    }
    boolean first = !absence.dialFailed;
    absence.lastError = error;
    absence.dialFailed = true;
    return first;
  }

  /**
   * All known peers, in the order of their ids.
   *
   * @param connected the connections as they are now
   */
  List<KnownPeer> list(Collection<PeerInfo> connected, long now, long nowAt) {
    Map<PeerId, PeerInfo> connections = new HashMap<>();
    connected.forEach(info -> connections.put(info.peer(), info));
    boolean slots = plan.hasOutboundSlot();
    List<KnownPeer> known = new ArrayList<>(plan.book().entries().size());
    plan.book()
        .entries()
        .forEach(
            (peer, entry) ->
                known.add(describe(peer, entry, connections.get(peer), slots, now, nowAt)));
    known.sort(Comparator.comparing(KnownPeer::peer));
    return known;
  }

  Counts counts() {
    Map<KnownPeer.State, Integer> states = new EnumMap<>(KnownPeer.State.class);
    int missing = 0;
    boolean slots = plan.hasOutboundSlot();
    for (Map.Entry<PeerId, PeerBook.Entry> known : plan.book().entries().entrySet()) {
      PeerId peer = known.getKey();
      KnownPeer.State state = state(peer, known.getValue(), plan.isConnected(peer));
      states.merge(state, 1, Integer::sum);
      missing += isMissing(peer, state, slots) ? 1 : 0;
    }
    return new Counts(states, missing);
  }

  private KnownPeer describe(
      PeerId peer, PeerBook.Entry entry, PeerInfo connection, boolean slots, long now, long nowAt) {
    KnownPeer.State state = state(peer, entry, connection != null);
    Absence absence = absences.get(peer);
    return new KnownPeer(
        peer,
        state,
        entry.role(),
        !entry.keys().isEmpty(),
        isMissing(peer, state, slots),
        entry.dialable(),
        connection != null ? connection.connectedAt() : absence == null ? nowAt : absence.sinceAt,
        why(peer, entry, state, slots, now),
        nextAttemptAt(peer, state, slots, now, nowAt),
        connection != null || absence == null ? null : absence.lastError,
        connection);
  }

  private KnownPeer.State state(PeerId peer, PeerBook.Entry entry, boolean connected) {
    if (connected) {
      return KnownPeer.State.CONNECTED;
    }
    DialState dial = plan.dial(peer);
    if (dial != null && dial.isDialing()) {
      return KnownPeer.State.DIALING;
    }
    return isDialed(entry) ? KnownPeer.State.WAITING : KnownPeer.State.NEVER;
  }

  private boolean isDialed(PeerBook.Entry entry) {
    return !entry.dialable().isEmpty() && rolesToDial.contains(entry.role());
  }

  private boolean isMissing(PeerId peer, KnownPeer.State state, boolean slots) {
    return state != KnownPeer.State.CONNECTED
        && (state != KnownPeer.State.WAITING || slots || isQueued(peer));
  }

  private boolean isQueued(PeerId peer) {
    DialState dial = plan.dial(peer);
    return dial != null && dial.isQueued();
  }

  private Long nextAttemptAt(
      PeerId peer, KnownPeer.State state, boolean slots, long now, long nowAt) {
    if (state != KnownPeer.State.WAITING) {
      return null;
    }
    if (isQueued(peer)) {
      return nowAt + Math.max(0, plan.dial(peer).dueAt() - now);
    }
    return slots ? (Long) nowAt : null;
  }

  private String why(
      PeerId peer, PeerBook.Entry entry, KnownPeer.State state, boolean slots, long now) {
    return switch (state) {
      case CONNECTED -> null;
      case DIALING -> "attempt " + (plan.failures(peer) + 1) + " is in progress";
      case WAITING -> whyWaiting(peer, slots, now);
      case NEVER -> whyNever(entry);
    };
  }

  private String whyWaiting(PeerId peer, boolean slots, long now) {
    if (!isQueued(peer)) {
      return slots
          ? "the next check dials it"
          : "no outbound connection is free (maxOutbound is " + settings.maxOutbound() + ")";
    }
    int failures = plan.failures(peer);
    if (plan.dial(peer).dueAt() <= now) {
      return ConnectivityPlan.MAX_YOUNG_DIALS + " other dials are in progress";
    }
    return failures == 0
        ? "the first attempt begins soon"
        : "back-off after "
            + failures
            + (failures == 1 ? " failure or short connection" : " failures or short connections");
  }

  private String whyNever(PeerBook.Entry entry) {
    if (entry.keys().isEmpty()) {
      return "it is not trusted: no source lists a key of it";
    }
    if (rolesToDial.isEmpty()) {
      return "this node dials no peers in the "
          + UselessPeers.text(settings.network())
          + " network, so the peer must dial this node";
    }
    if (!rolesToDial.contains(entry.role())) {
      return UselessPeers.notDialed(entry.role(), settings.network());
    }
    return "no source lists an address to dial, so the peer must dial this node";
  }
}
