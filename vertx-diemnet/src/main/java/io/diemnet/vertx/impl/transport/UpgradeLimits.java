package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Limits the inbound channels between accept and the end of their handshake (specification section
 * 14, points 5 and 10): in all, for each address, for each site ({@link SourceNetwork}) and for
 * each PeerId that is claimed.
 *
 * <p>A place is <em>silent</em> while the remote has to send something. A silent place can always
 * be given to another channel, whatever the remote has claimed or sent so far: a first Noise
 * message can be a replay. Only a frame of the session shows that the remote holds the key. A place
 * of a trusted peer is protected from then on, and its address is known.
 *
 * <p>When all places are taken, a newcomer gets the oldest silent place of the site that holds
 * most. So a few addresses that hold many places displace each other, not a peer that holds one.
 * The few silent places of a known address make room only for newcomers from known addresses. Such
 * a newcomer may also take the place of a stranger whose handshake is being computed.
 *
 * <p>Thread-safe: accepting threads and event loops use it. The monitor guards the collections and
 * is not held while a handler is called.
 */
public final class UpgradeLimits {

  /** Silent places of one known address that make no room for newcomers from unknown addresses. */
  static final int KNOWN_RESERVE = 4;

  /** Places of one trusted peer that are protected; a newer one displaces the oldest. */
  static final int MAX_PROVED_PER_PEER = 2;

  /** One claimed PeerId has at most this part of all places, and at least a few. */
  private static final int PEER_SHARE = 8;

  private static final int MIN_PER_PEER = 4;

  private enum Standing {
    /** The remote has to send something next. */
    SILENT,
    /** Its handshake is being computed, and it claims no trusted id. */
    STRANGER,
    /** Its handshake is being computed, and it claims a trusted id. */
    CLAIMED,
    /** A frame of the session has decrypted, and it is a trusted peer. */
    PROVED
  }

  private final int maxTotal;
  private final int maxPerAddress;
  private final int maxPerSite;
  private final int maxPerPeer;
  private final KnownAddresses known;
  private final Set<Place> all = new LinkedHashSet<>();
  private final Map<Object, Set<Place>> byAddress = new HashMap<>();
  private final Map<Object, Set<Place>> bySite = new HashMap<>();
  private final Map<PeerId, Set<Place>> byPeer = new HashMap<>();

  /**
   * @param trusted whether a peer is trusted now
   */
  public UpgradeLimits(int maxTotal, int maxPerAddress, Predicate<PeerId> trusted) {
    this.maxTotal = maxTotal;
    this.maxPerAddress = maxPerAddress;
    this.maxPerSite =
        (int) Math.min(Integer.MAX_VALUE, (long) SourceNetwork.SITE_FACTOR * maxPerAddress);
    this.maxPerPeer = Math.max(MIN_PER_PEER, maxTotal / PEER_SHARE);
    this.known = new KnownAddresses(trusted);
  }

  /** One channel's place; of one loop at a time. */
  final class Place {

    private Object address;
    private Object site;
    private PeerId claim;
    private Standing standing = Standing.SILENT;
    private FailureReason displaced;
    private Consumer<FailureReason> onDisplaced;

    /**
     * Sets where the channel really comes from, when that is known only now.
     *
     * @throws UpgradeException if there are too many from there; the place is given up then
     */
    void from(InetAddress source) throws UpgradeException {
      release();
      admit(this, source);
    }

    /**
     * The remote claims an id, and its handshake is to be computed.
     *
     * @throws UpgradeException if that id has too many places; the place is given up then
     */
    void claimed(PeerId peer, boolean trusted) throws UpgradeException {
      admitClaim(this, peer, trusted ? Standing.CLAIMED : Standing.STRANGER);
    }

    /** The answer is sent: the remote has to send the first frame of the session. */
    void answered() {
      synchronized (UpgradeLimits.this) {
        standing = Standing.SILENT;
        if (remove(this)) {
          // Among the silent it is the newest.
          add(this);
        }
      }
    }

    /** A frame of the session has decrypted, and the remote is the trusted peer it claims to be. */
    void proved() {
      protect(this);
    }

    /** Whether the claimed peer, if it is trusted, has been at this address. */
    boolean claimsFromKnownAddress() {
      synchronized (UpgradeLimits.this) {
        return isKnownClaim(this);
      }
    }

    /**
     * Sets who is told, once, on any thread, that this place was given to another: at once if that
     * happened already.
     */
    void onDisplaced(Consumer<FailureReason> handler) {
      FailureReason before;
      synchronized (UpgradeLimits.this) {
        before = displaced;
        onDisplaced = handler;
      }
      if (before != null) {
        handler.accept(before);
      }
    }

    /** Gives it up. A second call does nothing. */
    void release() {
      synchronized (UpgradeLimits.this) {
        remove(this);
      }
    }
  }

  /**
   * Takes a place.
   *
   * @param source the remote's address, or null while it is not known or if it has none
   * @throws UpgradeException if there is none
   */
  Place acquire(InetAddress source) throws UpgradeException {
    Place place = new Place();
    admit(place, source);
    return place;
  }

  /** Remembers that a trusted peer has proved itself from that address. */
  void trustedPeerAt(PeerId peer, InetAddress source) {
    if (source != null) {
      synchronized (this) {
        known.seen(peer, SourceNetwork.address(source));
      }
    }
  }

  synchronized int total() {
    return all.size();
  }

  synchronized int addresses() {
    return byAddress.size();
  }

  synchronized int claimedPeers() {
    return byPeer.size();
  }

  private void admit(Place newcomer, InetAddress source) throws UpgradeException {
    List<Place> displaced = new ArrayList<>(0);
    try {
      synchronized (this) {
        newcomer.address = SourceNetwork.address(source);
        newcomer.site = SourceNetwork.site(source);
        boolean ofKnown = source != null && known.contains(newcomer.address);
        if (source != null && count(byAddress, newcomer.address) >= maxPerAddress) {
          // All of them come from one address, so none of them is better known than another.
          Place victim = victim(byAddress.get(newcomer.address), true, true);
          displaced.add(
              displace(victim, FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS, Step.CONNECT));
        } else if (source != null && count(bySite, newcomer.site) >= maxPerSite) {
          Place victim = victim(bySite.get(newcomer.site), ofKnown, ofKnown);
          displaced.add(
              displace(victim, FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS, Step.CONNECT));
        }
        if (all.size() >= maxTotal) {
          Place victim = victim(all, ofKnown, ofKnown);
          displaced.add(displace(victim, FailureReason.TOO_MANY_UPGRADES, Step.CONNECT));
        }
        add(newcomer);
      }
    } finally {
      tell(displaced);
    }
  }

  private void admitClaim(Place place, PeerId peer, Standing standing) throws UpgradeException {
    List<Place> displaced = new ArrayList<>(0);
    try {
      synchronized (this) {
        if (!all.contains(place)) {
          return; // Displaced already, and about to be told.
        }
        Set<Place> same = byPeer.get(peer);
        if (same != null && same.size() >= maxPerPeer) {
          boolean ofKnown = known.contains(peer, place.address);
          Place victim = victimOfClaim(same, ofKnown);
          if (victim == null) {
            remove(place);
          }
          displaced.add(displace(victim, FailureReason.TOO_MANY_UPGRADES_OF_PEER, Step.NOISE));
        }
        place.claim = peer;
        place.standing = standing;
        byPeer.computeIfAbsent(peer, any -> new LinkedHashSet<>()).add(place);
      }
    } finally {
      tell(displaced);
    }
  }

  private void protect(Place place) {
    List<Place> displaced = new ArrayList<>(0);
    synchronized (this) {
      if (!all.contains(place)) {
        return;
      }
      place.standing = Standing.PROVED;
      List<Place> proved = new ArrayList<>(MAX_PROVED_PER_PEER + 1);
      for (Place other : byPeer.getOrDefault(place.claim, Set.of())) {
        if (other.standing == Standing.PROVED && other != place) {
          proved.add(other);
        }
      }
      if (proved.size() >= MAX_PROVED_PER_PEER) {
        Place oldest = proved.get(0);
        remove(oldest);
        oldest.displaced = FailureReason.TOO_MANY_UPGRADES_OF_PEER;
        displaced.add(oldest);
      }
    }
    tell(displaced);
  }

  /** Takes a place away; to be told once the monitor is free. */
  private Place displace(Place victim, FailureReason reason, Step step) throws UpgradeException {
    if (victim == null) {
      throw new UpgradeException(step, reason, "too many connections are in their handshake");
    }
    remove(victim);
    victim.displaced = reason;
    return victim;
  }

  private void tell(List<Place> displaced) {
    for (Place place : displaced) {
      Consumer<FailureReason> told;
      synchronized (this) {
        told = place.onDisplaced;
      }
      if (told != null) {
        told.accept(place.displaced);
      }
    }
  }

  /**
   * The place that has to make room, or null: silent ones first, of the site that holds most, the
   * oldest of these.
   */
  private Place victim(Set<Place> places, boolean strangers, boolean ofKnown) {
    Place best = null;
    boolean bestSilent = false;
    int bestCount = 0;
    for (Place place : places) {
      boolean silent = place.standing == Standing.SILENT;
      if (!silent && !(strangers && place.standing == Standing.STRANGER)) {
        continue;
      }
      if (!ofKnown && reserved(place)) {
        continue;
      }
      int count = count(bySite, place.site);
      boolean better = silent == bestSilent ? count > bestCount : silent;
      if (best == null || better) {
        best = place;
        bestSilent = silent;
        bestCount = count;
      }
    }
    return best;
  }

  private boolean reserved(Place place) {
    return place.address != null
        && known.contains(place.address)
        && count(byAddress, place.address) <= KNOWN_RESERVE;
  }

  /**
   * The place of a claimed id that has to make room for another with the same claim, or null: the
   * oldest of the address that holds most of them. Where the peer has been before it keeps its
   * place against claims from elsewhere, and takes one of those that are being computed.
   */
  private Place victimOfClaim(Set<Place> same, boolean ofKnown) {
    Map<Object, Integer> counts = new HashMap<>();
    same.forEach(place -> counts.merge(place.site, 1, Integer::sum));
    Place best = null;
    int bestCount = 0;
    for (Place place : same) {
      boolean placeKnown = isKnownClaim(place);
      boolean canGo =
          switch (place.standing) {
            case SILENT -> ofKnown || !placeKnown;
            case STRANGER, CLAIMED -> ofKnown && !placeKnown;
            case PROVED -> false;
          };
      int count = counts.get(place.site);
      if (canGo && count > bestCount) {
        best = place;
        bestCount = count;
      }
    }
    return best;
  }

  private boolean isKnownClaim(Place place) {
    return place.claim != null
        && place.address != null
        && known.contains(place.claim, place.address);
  }

  private static int count(Map<Object, Set<Place>> places, Object key) {
    Set<Place> same = places.get(key);
    return same == null ? 0 : same.size();
  }

  private void add(Place place) {
    all.add(place);
    bySite.computeIfAbsent(place.site, any -> new LinkedHashSet<>()).add(place);
    if (place.address != null) {
      byAddress.computeIfAbsent(place.address, any -> new LinkedHashSet<>()).add(place);
    }
    if (place.claim != null) {
      byPeer.computeIfAbsent(place.claim, any -> new LinkedHashSet<>()).add(place);
    }
  }

  private boolean remove(Place place) {
    remove(bySite, place.site, place);
    remove(byAddress, place.address, place);
    remove(byPeer, place.claim, place);
    return all.remove(place);
  }

  private static <K> void remove(Map<K, Set<Place>> places, K key, Place place) {
    Set<Place> same = places.get(key);
    if (same != null && same.remove(place) && same.isEmpty()) {
      places.remove(key);
    }
  }
}
