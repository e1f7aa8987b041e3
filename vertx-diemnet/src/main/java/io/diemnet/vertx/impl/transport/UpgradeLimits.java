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
 * <p>A slot is <em>silent</em> while the remote has to send something. A silent slot can always be
 * given to another channel, whatever the remote has claimed or sent so far: a first Noise message
 * can be a replay. Only a frame of the session shows that the remote holds the key. A slot of a
 * trusted peer is protected from then on, and its address is known.
 *
 * <p>When all slots are taken, a newcomer gets the oldest silent slot of the site that holds most.
 * So a few addresses that hold many slots displace each other, not a peer that holds one. The few
 * silent slots of a known address make room only for newcomers from known addresses. Such a
 * newcomer may also take the slot of a stranger whose handshake is being computed.
 *
 * <p>Thread-safe: accepting threads and event loops use it. The monitor guards the collections and
 * is not held while a handler is called.
 */
public final class UpgradeLimits {

  /** Silent slots of one known address that make no room for newcomers from unknown addresses. */
  static final int KNOWN_RESERVE = 4;

  /** Places of one trusted peer that are protected; a newer one displaces the oldest. */
  static final int MAX_PROVED_PER_PEER = 2;

  /** One claimed PeerId has at most this part of all slots, and at least a few. */
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
  private final Set<Slot> all = new LinkedHashSet<>();
  private final Map<Object, Set<Slot>> byAddress = new HashMap<>();
  private final Map<Object, Set<Slot>> bySite = new HashMap<>();
  private final Map<PeerId, Set<Slot>> byPeer = new HashMap<>();

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

  /** One channel's slot; of one loop at a time. */
  final class Slot {

    private Object address;
    private Object site;
    private PeerId claim;
    private Standing standing = Standing.SILENT;
    private FailureReason displaced;
    private Consumer<FailureReason> onDisplaced;

    /**
     * Sets where the channel really comes from, when that is known only now.
     *
     * @throws UpgradeException if there are too many from there; the slot is given up then
     */
    void from(InetAddress source) throws UpgradeException {
      release();
      admit(this, source);
    }

    /**
     * The remote claims an id, and its handshake is to be computed.
     *
     * @throws UpgradeException if that id has too many slots; the slot is given up then
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
     * Sets the handler that is told, once, on any thread, that this slot was given to another: at
     * once if that happened already.
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
   * Takes a slot.
   *
   * @param source the remote's address, or null while it is not known or if it has none
   * @throws UpgradeException if there is none
   */
  Slot acquire(InetAddress source) throws UpgradeException {
    Slot slot = new Slot();
    admit(slot, source);
    return slot;
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

  private void admit(Slot newcomer, InetAddress source) throws UpgradeException {
    List<Slot> displaced = new ArrayList<>(0);
    try {
      synchronized (this) {
        newcomer.address = SourceNetwork.address(source);
        newcomer.site = SourceNetwork.site(source);
        boolean ofKnown = source != null && known.contains(newcomer.address);
        if (source != null && count(byAddress, newcomer.address) >= maxPerAddress) {
          // All of them come from one address, so none of them is better known than another.
          Slot victim = victim(byAddress.get(newcomer.address), true, true);
          displaced.add(
              displace(victim, FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS, Step.CONNECT));
        } else if (source != null && count(bySite, newcomer.site) >= maxPerSite) {
          Slot victim = victim(bySite.get(newcomer.site), ofKnown, ofKnown);
          displaced.add(
              displace(victim, FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS, Step.CONNECT));
        }
        if (all.size() >= maxTotal) {
          Slot victim = victim(all, ofKnown, ofKnown);
          displaced.add(displace(victim, FailureReason.TOO_MANY_UPGRADES, Step.CONNECT));
        }
        add(newcomer);
      }
    } finally {
      tell(displaced);
    }
  }

  private void admitClaim(Slot slot, PeerId peer, Standing standing) throws UpgradeException {
    List<Slot> displaced = new ArrayList<>(0);
    try {
      synchronized (this) {
        if (!all.contains(slot)) {
          return; // Displaced already, and about to be told.
        }
        Set<Slot> same = byPeer.get(peer);
        if (same != null && same.size() >= maxPerPeer) {
          boolean ofKnown = known.contains(peer, slot.address);
          Slot victim = victimOfClaim(same, ofKnown);
          if (victim == null) {
            remove(slot);
          }
          displaced.add(displace(victim, FailureReason.TOO_MANY_UPGRADES_OF_PEER, Step.NOISE));
        }
        slot.claim = peer;
        slot.standing = standing;
        byPeer.computeIfAbsent(peer, any -> new LinkedHashSet<>()).add(slot);
      }
    } finally {
      tell(displaced);
    }
  }

  private void protect(Slot slot) {
    List<Slot> displaced = new ArrayList<>(0);
    synchronized (this) {
      if (!all.contains(slot)) {
        return;
      }
      slot.standing = Standing.PROVED;
      List<Slot> proved = new ArrayList<>(MAX_PROVED_PER_PEER + 1);
      for (Slot other : byPeer.getOrDefault(slot.claim, Set.of())) {
        if (other.standing == Standing.PROVED && other != slot) {
          proved.add(other);
        }
      }
      if (proved.size() >= MAX_PROVED_PER_PEER) {
        Slot oldest = proved.get(0);
        remove(oldest);
        oldest.displaced = FailureReason.TOO_MANY_UPGRADES_OF_PEER;
        displaced.add(oldest);
      }
    }
    tell(displaced);
  }

  /** Takes a slot away; to be told once the monitor is free. */
  private Slot displace(Slot victim, FailureReason reason, Step step) throws UpgradeException {
    if (victim == null) {
      throw new UpgradeException(step, reason, "too many connections are in their handshake");
    }
    remove(victim);
    victim.displaced = reason;
    return victim;
  }

  private void tell(List<Slot> displaced) {
    for (Slot slot : displaced) {
      Consumer<FailureReason> told;
      synchronized (this) {
        told = slot.onDisplaced;
      }
      if (told != null) {
        told.accept(slot.displaced);
      }
    }
  }

  /**
   * The slot that has to make room, or null: silent ones first, of the site that holds most, the
   * oldest of these.
   */
  private Slot victim(Set<Slot> slots, boolean strangers, boolean ofKnown) {
    Slot best = null;
    boolean bestSilent = false;
    int bestCount = 0;
    for (Slot slot : slots) {
      boolean silent = slot.standing == Standing.SILENT;
      if (!silent && !(strangers && slot.standing == Standing.STRANGER)) {
        continue;
      }
      if (!ofKnown && reserved(slot)) {
        continue;
      }
      int count = count(bySite, slot.site);
      boolean better = silent == bestSilent ? count > bestCount : silent;
      if (best == null || better) {
        best = slot;
        bestSilent = silent;
        bestCount = count;
      }
    }
    return best;
  }

  private boolean reserved(Slot slot) {
    return slot.address != null
        && known.contains(slot.address)
        && count(byAddress, slot.address) <= KNOWN_RESERVE;
  }

  /**
   * The slot of a claimed id that has to make room for another with the same claim, or null: the
   * oldest of the address that holds most of them. Where the peer has been before it keeps its slot
   * against claims from elsewhere, and takes one of those that are being computed.
   */
  private Slot victimOfClaim(Set<Slot> same, boolean ofKnown) {
    Map<Object, Integer> counts = new HashMap<>();
    same.forEach(slot -> counts.merge(slot.site, 1, Integer::sum));
    Slot best = null;
    int bestCount = 0;
    for (Slot slot : same) {
      boolean slotKnown = isKnownClaim(slot);
      boolean canGo =
          switch (slot.standing) {
            case SILENT -> ofKnown || !slotKnown;
            case STRANGER, CLAIMED -> ofKnown && !slotKnown;
            case PROVED -> false;
          };
      int count = counts.get(slot.site);
      if (canGo && count > bestCount) {
        best = slot;
        bestCount = count;
      }
    }
    return best;
  }

  private boolean isKnownClaim(Slot slot) {
    return slot.claim != null && slot.address != null && known.contains(slot.claim, slot.address);
  }

  private static int count(Map<Object, Set<Slot>> slots, Object key) {
    Set<Slot> same = slots.get(key);
    return same == null ? 0 : same.size();
  }

  private void add(Slot slot) {
    all.add(slot);
    bySite.computeIfAbsent(slot.site, any -> new LinkedHashSet<>()).add(slot);
    if (slot.address != null) {
      byAddress.computeIfAbsent(slot.address, any -> new LinkedHashSet<>()).add(slot);
    }
    if (slot.claim != null) {
      byPeer.computeIfAbsent(slot.claim, any -> new LinkedHashSet<>()).add(slot);
    }
  }

  private boolean remove(Slot slot) {
    remove(bySite, slot.site, slot);
    remove(byAddress, slot.address, slot);
    remove(byPeer, slot.claim, slot);
    return all.remove(slot);
  }

  private static <K> void remove(Map<K, Set<Slot>> slots, K key, Slot slot) {
    Set<Slot> same = slots.get(key);
    if (same != null && same.remove(slot) && same.isEmpty()) {
      slots.remove(key);
    }
  }
}
