package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Decides whom to dial, where and when, and whom to leave (specification section 10). Told of what
 * happens, asked with {@link #act} for what to do; it keeps no clock and does no I/O. One owner.
 *
 * <p>Times are milliseconds of one clock that never goes back.
 */
final class ConnectivityPlan {

  /** A connection that has lived this long was a good one: the next attempt is a first one. */
  static final long GOOD_CONNECTION_MILLIS = 10_000;

  /** So many dials may be in progress at once, those that hang not counted. */
  static final int MAX_YOUNG_DIALS = 16;

  /** After this a dial that is still in progress is thought to hang. */
  static final long YOUNG_MILLIS = 5_000;

  /** What is to be done now. */
  sealed interface Action {
    PeerId peer();

    /** Dial, and report with {@link #dialSucceeded} or {@link #dialFailed}. */
    record Dial(PeerId peer, NetworkAddress address) implements Action {}

    /** Close the connection, and report with {@link #disconnectEnded}. */
    record Disconnect(PeerId peer) implements Action {}
  }

  private static final class Link {
    private ConnectionOrigin origin;
    private PeerRole role;
    private boolean closing;
  }

  private final ConnectivitySettings settings;
  private final Random random;
  private final Set<PeerRole> rolesToDial;
  private final PeerBook book;
  private final Map<PeerId, DialState> dials = new HashMap<>();
  private final Map<PeerId, Link> connected = new HashMap<>();
  private final Set<PeerId> byHand = new HashSet<>();

  ConnectivityPlan(ConnectivitySettings settings, Random random) {
    this.settings = settings;
    this.random = random;
    this.rolesToDial = settings.roles().dialed(settings.network(), settings.role());
    this.book = new PeerBook(settings.self());
  }

  /** What the sources said; to be read only. */
  PeerBook book() {
    return book;
  }

  /**
   * A source was heard.
   *
   * @return whether anything is different from before, the trusted set above all
   */
  boolean update(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers) {
    Set<PeerId> changed = book.update(source, peers);
    for (PeerId peer : changed) {
      DialState dial = dials.get(peer);
      if (dial != null) {
        dial.reset();
        forgetIfUnknown(peer, dial);
      }
    }
    return !changed.isEmpty();
  }

  /** A connection to the peer is there, or is another one than before. */
  void connected(PeerId peer, ConnectionOrigin origin, PeerRole role) {
    Link link = connected.computeIfAbsent(peer, id -> new Link());
    link.origin = origin;
    link.role = role;
    DialState dial = dials.get(peer);
    if (dial != null) {
      dial.cancel();
    }
  }

  /** No connection to the peer is left; the last one has lived this long. */
  void lost(PeerId peer, long livedMillis) {
    connected.remove(peer);
    byHand.remove(peer);
    if (book.get(peer) == null) {
      return;
    }
    if (livedMillis < GOOD_CONNECTION_MILLIS) {
      dials.computeIfAbsent(peer, id -> new DialState()).failed();
    } else {
      DialState dial = dials.get(peer);
      if (dial != null) {
        dial.reset();
      }
    }
  }

  /**
   * What is connected now, whatever was told before. A connection that was replaced has another
   * origin, of which no event tells.
   */
  void reconcile(Collection<PeerInfo> connections) {
    Set<PeerId> present = new HashSet<>();
    for (PeerInfo info : connections) {
      present.add(info.peer());
      connected(info.peer(), info.origin(), info.role());
    }
    connected.keySet().retainAll(present);
  }

  /** A dial that {@link #act} asked for made a connection, which {@link #connected} tells of. */
  void dialSucceeded(PeerId peer) {
    dialEnded(peer, false);
  }

  /** A dial that {@link #act} asked for failed. It counts unless the peer is connected anyway. */
  void dialFailed(PeerId peer) {
    dialEnded(peer, !connected.containsKey(peer));
  }

  private void dialEnded(PeerId peer, boolean failed) {
    DialState dial = dials.get(peer);
    if (dial != null && dial.isDialing()) {
      dial.end(failed);
      forgetIfUnknown(peer, dial);
    }
  }

  private void forgetIfUnknown(PeerId peer, DialState dial) {
    if (book.get(peer) == null && !dial.isDialing()) {
      dials.remove(peer);
    }
  }

  /** A disconnect that {@link #act} asked for is done, or failed. */
  void disconnectEnded(PeerId peer) {
    Link link = connected.get(peer);
    if (link != null) {
      link.closing = false;
    }
  }

  /** The peer is about to be dialed by hand: its connection is left alone until it is lost. */
  void handDialed(PeerId peer) {
    if (!connected.containsKey(peer)) {
      byHand.add(peer);
    }
  }

  /** The dial by hand failed. */
  void handDialFailed(PeerId peer) {
    if (!connected.containsKey(peer)) {
      byHand.remove(peer);
    }
  }

  /** The peer is being disconnected by hand. */
  void handDisconnected(PeerId peer) {
    byHand.remove(peer);
  }

  /** The three steps: cancel, close, queue; and the dials whose time has come. */
  List<Action> act(long now) {
    List<Action> actions = new ArrayList<>();
    cancelStaleDials();
    closeStaleConnections(actions);
    queueDials(now);
    beginDials(now, actions);
    return actions;
  }

  private void cancelStaleDials() {
    for (Iterator<Map.Entry<PeerId, DialState>> all = dials.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<PeerId, DialState> dial = all.next();
      if (dial.getValue().isQueued() && !isDialable(dial.getKey())) {
        dial.getValue().cancel();
      }
      if (dial.getValue().isIdle() && book.get(dial.getKey()) == null) {
        all.remove();
      }
    }
  }

  private boolean isDialable(PeerId peer) {
    PeerBook.Entry entry = book.get(peer);
    return entry != null && !entry.dialable().isEmpty();
  }

  private void closeStaleConnections(List<Action> actions) {
    connected.forEach(
        (peer, link) -> {
          if (!link.closing
              && !book.isEligible(peer)
              && !isWelcomeStranger(link)
              && !byHand.contains(peer)) {
            link.closing = true;
            actions.add(new Action.Disconnect(peer));
          }
        });
  }

  /** Where not everyone must be known, a peer that came as a stranger stays. */
  private boolean isWelcomeStranger(Link link) {
    return !settings.mutualAuthentication()
        && link.origin == ConnectionOrigin.INBOUND
        && link.role == PeerRole.UNKNOWN;
  }

  private void queueDials(long now) {
    List<Map.Entry<PeerId, PeerBook.Entry>> candidates = new ArrayList<>();
    for (Map.Entry<PeerId, PeerBook.Entry> known : book.entries().entrySet()) {
      PeerId peer = known.getKey();
      DialState dial = dials.get(peer);
      if (rolesToDial.contains(known.getValue().role())
          && !known.getValue().dialable().isEmpty()
          && !connected.containsKey(peer)
          && (dial == null || dial.isIdle())) {
        candidates.add(known);
      }
    }
    if (candidates.isEmpty()) {
      return;
    }
    Collections.shuffle(candidates, random);
    candidates.sort(Comparator.comparing(known -> known.getValue().role()));
    int room = Math.min(freeOutbound(), candidates.size());
    for (int i = 0; i < room; i++) {
      PeerId peer = candidates.get(i).getKey();
      DialState dial = dials.computeIfAbsent(peer, id -> new DialState());
      dial.queue(now + settings.backoff().delay(dial.failures(), yieldsTo(peer), random));
    }
  }

  /** In the validator network both sides dial; the greater's connection survives the tie-break. */
  private boolean yieldsTo(PeerId peer) {
    return settings.network().isValidator() && settings.self().compareTo(peer) < 0;
  }

  private int freeOutbound() {
    if (settings.network().isValidator()) {
      return Integer.MAX_VALUE;
    }
    int used = 0;
    for (Link link : connected.values()) {
      if (link.origin == ConnectionOrigin.OUTBOUND) {
        used++;
      }
    }
    for (Map.Entry<PeerId, DialState> dial : dials.entrySet()) {
      if (!dial.getValue().isIdle() && !connected.containsKey(dial.getKey())) {
        used++;
      }
    }
    return Math.max(0, settings.maxOutbound() - used);
  }

  /**
   * Begins what is due, the untried before those that keep failing, and only so many at a time: a
   * storm of handshakes would take so long that all of them fail. A dial that hangs soon makes
   * room.
   */
  private void beginDials(long now, List<Action> actions) {
    int room = MAX_YOUNG_DIALS;
    List<Map.Entry<PeerId, DialState>> due = new ArrayList<>();
    for (Map.Entry<PeerId, DialState> dial : dials.entrySet()) {
      if (isYoung(dial.getValue(), now)) {
        room--;
      } else if (dial.getValue().isQueued() && dial.getValue().dueAt() <= now) {
        due.add(dial);
      }
    }
    due.sort(
        Comparator.<Map.Entry<PeerId, DialState>>comparingInt(dial -> dial.getValue().failures())
            .thenComparingLong(dial -> dial.getValue().dueAt()));
    for (Map.Entry<PeerId, DialState> dial :
        due.subList(0, Math.max(0, Math.min(room, due.size())))) {
      PeerId peer = dial.getKey();
      actions.add(new Action.Dial(peer, dial.getValue().begin(book.get(peer).dialable(), now)));
    }
  }

  private static boolean isYoung(DialState dial, long now) {
    return dial.isDialing() && now - dial.begunAt() < YOUNG_MILLIS;
  }

  /** When there is something to do next, {@link Long#MAX_VALUE} if nothing is queued. */
  long nextDue(long now) {
    long next = Long.MAX_VALUE;
    long room = Long.MAX_VALUE;
    for (DialState dial : dials.values()) {
      if (dial.isQueued()) {
        next = Math.min(next, dial.dueAt());
      } else if (isYoung(dial, now)) {
        room = Math.min(room, dial.begunAt() + YOUNG_MILLIS);
      }
    }
    // What is due now waits for room.
    return next <= now ? room : next;
  }

  /** How many attempts at this peer have failed since the last reset. */
  int failures(PeerId peer) {
    DialState dial = dials.get(peer);
    return dial == null ? 0 : dial.failures();
  }

  /** Dials queued or in progress. */
  int pendingDials() {
    int pending = 0;
    for (DialState dial : dials.values()) {
      if (!dial.isIdle()) {
        pending++;
      }
    }
    return pending;
  }

  /** Peers of which any state is kept beyond what the sources said; for tests of memory. */
  int trackedPeers() {
    Set<PeerId> tracked = new HashSet<>(dials.keySet());
    tracked.addAll(connected.keySet());
    tracked.addAll(byHand);
    return tracked.size();
  }
}
