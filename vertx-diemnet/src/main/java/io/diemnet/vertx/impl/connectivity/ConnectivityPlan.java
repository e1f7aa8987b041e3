package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
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
 * Decides which peers to dial, where and when, and which to disconnect (specification section 10).
 * It receives events and returns the actions to perform from {@link #act}. It has no clock and does
 * no I/O. One owner.
 *
 * <p>Times are milliseconds of one monotonic clock.
 */
final class ConnectivityPlan {

  /** A connection that has lived this long resets the back-off. */
  static final long GOOD_CONNECTION_MILLIS = 10_000;

  /** The largest number of dials in progress, not counting slow ones. */
  static final int MAX_YOUNG_DIALS = 16;

  /** A dial that has been in progress for longer counts as slow. */
  static final long YOUNG_MILLIS = 5_000;

  /** An action to perform now. */
  sealed interface Action {
    PeerId peer();

    /** Dial, then report with {@link #dialSucceeded} or {@link #dialFailed}. */
    record Dial(PeerId peer, NetworkAddress address) implements Action {}

    /** Measure the time of a connection, then report with {@link #measured}. */
    record Measure(PeerId peer, NetworkAddress address) implements Action {}

    /** Close the connection, then report with {@link #disconnectEnded}. */
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

  /** Null where peers are not chosen by latency. */
  private final LatencyChoice latencies;

  ConnectivityPlan(ConnectivitySettings settings, Random random) {
    this.settings = settings;
    this.random = random;
    this.rolesToDial = settings.roles().dialed(settings.network(), settings.role());
    this.book = new PeerBook(settings.self());
    boolean choosing = settings.byLatency() && settings.network().kind() == NetworkId.Kind.PUBLIC;
    this.latencies = choosing ? new LatencyChoice(random) : null;
  }

  /** The listings of all sources, read-only. */
  PeerBook book() {
    return book;
  }

  /**
   * Replaces the listing of a source.
   *
   * @return whether anything has changed, including the trusted set
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

  /** Records that a peer is connected, or has another connection than before. */
  void connected(PeerId peer, ConnectionOrigin origin, PeerRole role) {
    Link link = connected.computeIfAbsent(peer, id -> new Link());
    link.origin = origin;
    link.role = role;
    DialState dial = dials.get(peer);
    if (dial != null) {
      dial.cancel();
    }
  }

  /** Records that the last connection to a peer has ended after this many milliseconds. */
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
   * Sets the current connections, regardless of earlier events. A replacement can change the origin
   * of a connection without an event.
   */
  void reconcile(Collection<PeerInfo> connections) {
    Set<PeerId> present = new HashSet<>();
    for (PeerInfo info : connections) {
      present.add(info.peer());
      connected(info.peer(), info.origin(), info.role());
    }
    connected.keySet().retainAll(present);
  }

  /**
   * Records that a dial from {@link #act} has made a connection. {@link #connected} is called in
   * addition.
   */
  void dialSucceeded(PeerId peer) {
    dialEnded(peer, false);
  }

  /** Records that a dial from {@link #act} has failed. It counts unless the peer is connected. */
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

  /**
   * Records the outcome of a measurement from {@link #act}.
   *
   * @param nanos the time that the connection took; negative if there was none
   */
  void measured(PeerId peer, long nanos, long now) {
    if (nanos >= 0) {
      latencies.measured(peer, nanos);
    } else {
      latencies.failed(peer, now);
    }
  }

  /** Records that a disconnect from {@link #act} is done or has failed. */
  void disconnectEnded(PeerId peer) {
    Link link = connected.get(peer);
    if (link != null) {
      link.closing = false;
    }
  }

  /** Records a manual dial. The connection is kept until it is lost. */
  void handDialed(PeerId peer) {
    if (!connected.containsKey(peer)) {
      byHand.add(peer);
    }
  }

  /** Records that a manual dial has failed. */
  void handDialFailed(PeerId peer) {
    if (!connected.containsKey(peer)) {
      byHand.remove(peer);
    }
  }

  /** Records that a peer is disconnected manually. */
  void handDisconnected(PeerId peer) {
    byHand.remove(peer);
  }

  /**
   * Performs the three steps of a check (cancel, close, queue) and returns the actions that are
   * due.
   */
  List<Action> act(long now) {
    List<Action> actions = new ArrayList<>();
    cancelStaleDials();
    closeStaleConnections(actions);
    queueDials(now, actions);
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

  /** Whether an untrusted inbound connection is kept, because mutual authentication is off. */
  private boolean isWelcomeStranger(Link link) {
    return !settings.mutualAuthentication()
        && link.origin == ConnectionOrigin.INBOUND
        && settings.roles().keepsUntrusted(link.role);
  }

  private void queueDials(long now, List<Action> actions) {
    List<Map.Entry<PeerId, PeerBook.Entry>> candidates = new ArrayList<>();
    for (Map.Entry<PeerId, PeerBook.Entry> known : book.entries().entrySet()) {
      PeerId peer = known.getKey();
      DialState dial = dials.get(peer);
      if (rolesToDial.contains(known.getValue().role())
          && !known.getValue().dialable().isEmpty()
          && settings.access().admits(peer)
          && !connected.containsKey(peer)
          && (dial == null || dial.isIdle())) {
        candidates.add(known);
      }
    }
    if (candidates.isEmpty()) {
      return;
    }
    int room = Math.min(freeOutbound(), candidates.size());
    for (PeerId peer : choose(candidates, room, now, actions)) {
      DialState dial = dials.computeIfAbsent(peer, id -> new DialState());
      dial.queue(now + settings.backoff().delay(dial.failures(), yieldsTo(peer), random));
    }
  }

  /** The peers to dial; none while their latencies are measured. */
  private List<PeerId> choose(
      List<Map.Entry<PeerId, PeerBook.Entry>> candidates,
      int room,
      long now,
      List<Action> actions) {
    Collections.shuffle(candidates, random);
    if (latencies == null || room == candidates.size() || room == 0) {
      candidates.sort(Comparator.comparing(known -> known.getValue().role()));
      return candidates.stream().limit(room).map(Map.Entry::getKey).toList();
    }
    latencies.retain(book.entries().keySet());
    List<PeerId> few = latencies.few(candidates.stream().map(Map.Entry::getKey).toList());
    for (PeerId peer : latencies.toMeasure(few, now)) {
      List<NetworkAddress> addresses = book.get(peer).dialable();
      actions.add(new Action.Measure(peer, addresses.get(random.nextInt(addresses.size()))));
    }
    return latencies.waitsFor(few) ? List.of() : latencies.draw(few, room, now);
  }

  /**
   * Whether the connection that the peer dials wins the tie-break. In the validator network both
   * sides dial.
   */
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
   * Starts due dials, first those without failures. The number in progress is limited, because too
   * many concurrent handshakes would all time out. A slow dial stops counting soon.
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
      if (latencies != null) {
        latencies.dialed(peer, now);
      }
      actions.add(new Action.Dial(peer, dial.getValue().begin(book.get(peer).dialable(), now)));
    }
  }

  private static boolean isYoung(DialState dial, long now) {
    return dial.isDialing() && now - dial.begunAt() < YOUNG_MILLIS;
  }

  /** The time of the next action, or {@link Long#MAX_VALUE} if nothing is queued. */
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
    // A dial that is due now waits for a free slot.
    return next <= now ? room : next;
  }

  boolean isConnected(PeerId peer) {
    return connected.containsKey(peer);
  }

  /** The dial state of a peer, read-only, or null if it has none. */
  DialState dial(PeerId peer) {
    return dials.get(peer);
  }

  /** Whether another dial may be queued. */
  boolean hasOutboundSlot() {
    return freeOutbound() > 0;
  }

  /** The number of failed attempts since the last reset. */
  int failures(PeerId peer) {
    DialState dial = dials.get(peer);
    return dial == null ? 0 : dial.failures();
  }

  /** The number of dials that are queued or in progress. */
  int pendingDials() {
    int pending = 0;
    for (DialState dial : dials.values()) {
      if (!dial.isIdle()) {
        pending++;
      }
    }
    return pending;
  }

  /** The number of peers with state in addition to the listings, for memory tests. */
  int trackedPeers() {
    Set<PeerId> tracked = new HashSet<>(dials.keySet());
    tracked.addAll(connected.keySet());
    tracked.addAll(byHand);
    return tracked.size();
  }
}
