package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How many inbound channels may be between accept and the end of their handshake, in all and from
 * one address (of IPv6, from one network of 64 bits: whoever has one address there has all).
 *
 * <p>When all places are taken the newcomer gets the one of the oldest that has said nothing yet,
 * so that connections held open in silence shut nobody out. From an address where a trusted peer
 * has been it may also take that of somebody whose handshake is being computed and who does not say
 * that he is trusted. Who says so, or comes from such an address, keeps his place against others.
 *
 * <p>Thread-safe: accepting threads and event loops come here; the monitor guards the few
 * collections and is never held while somebody is told.
 */
public final class UpgradeLimits {

  /** More addresses of trusted peers than a network has; the one unseen for longest goes. */
  private static final int MAX_KNOWN = 4096;

  private enum Standing {
    /** The remote is to send something, and has not proved to be a trusted peer. */
    SILENT,
    /** Its handshake is being computed. */
    STRANGER,
    /** It says that it is a trusted peer, or has proved it. */
    TRUSTED
  }

  private final int maxTotal;
  private final int maxPerAddress;
  private final Set<Place> all = new LinkedHashSet<>();
  private final Map<Object, Set<Place>> byAddress = new HashMap<>();
  private final Map<Object, Boolean> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Boolean> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  public UpgradeLimits(int maxTotal, int maxPerAddress) {
    this.maxTotal = maxTotal;
    this.maxPerAddress = maxPerAddress;
  }

  /** One channel's place; of one loop at a time. */
  final class Place {

    private Object address;
    private boolean knownAddress;
    private Standing standing = Standing.SILENT;
    private FailureReason displaced;
    private Consumer<FailureReason> onDisplaced;

    /**
     * Where it really comes from, when that is known only now.
     *
     * @throws UpgradeException if there are too many from there; the place is given up then
     */
    void from(InetAddress source) throws UpgradeException {
      release();
      admit(this, source);
    }

    /** It has said who it is, and is to be computed. */
    void claimed(boolean trusted) {
      synchronized (UpgradeLimits.this) {
        standing = trusted ? Standing.TRUSTED : Standing.STRANGER;
      }
    }

    /** It has proved who it is; the remote is to send more. */
    void proved(boolean trusted) {
      synchronized (UpgradeLimits.this) {
        standing = trusted ? Standing.TRUSTED : Standing.SILENT;
        if (remove(this)) {
          // Among the silent it is the newest.
          add(this);
        }
      }
    }

    /** Whether it comes from where a trusted peer has been. */
    boolean fromKnownAddress() {
      synchronized (UpgradeLimits.this) {
        return knownAddress;
      }
    }

    /**
     * Who is told, once, on any thread, that this place was given to another: at once if that
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

    /** Gives it up; again is no matter. */
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

  /** Remembers that a trusted peer has been at that address. */
  void trustedPeerAt(InetAddress source) {
    if (source != null) {
      synchronized (this) {
        known.put(key(source), true);
      }
    }
  }

  synchronized int total() {
    return all.size();
  }

  synchronized int addresses() {
    return byAddress.size();
  }

  private void admit(Place newcomer, InetAddress source) throws UpgradeException {
    Place victim;
    FailureReason reason;
    Consumer<FailureReason> told = null;
    synchronized (this) {
      newcomer.address = key(source);
      newcomer.knownAddress = source != null && known.get(newcomer.address) != null;
      Set<Place> sameAddress = byAddress.get(newcomer.address);
      if (sameAddress != null && sameAddress.size() >= maxPerAddress) {
        reason = FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS;
        victim = victim(sameAddress, true, true);
      } else if (all.size() >= maxTotal) {
        reason = FailureReason.TOO_MANY_UPGRADES;
        victim = victim(all, newcomer.knownAddress, false);
      } else {
        add(newcomer);
        return;
      }
      if (victim == null) {
        throw new UpgradeException(
            Step.CONNECT, reason, "too many connections are in their handshake");
      }
      remove(victim);
      victim.displaced = reason;
      told = victim.onDisplaced;
      add(newcomer);
    }
    if (told != null) {
      told.accept(reason);
    }
  }

  /** The oldest that has to make room, or null. */
  private static Place victim(Collection<Place> places, boolean strangers, boolean ofKnown) {
    Place stranger = null;
    for (Place place : places) {
      if (place.knownAddress && !ofKnown) {
        continue;
      }
      if (place.standing == Standing.SILENT) {
        return place;
      }
      if (stranger == null && place.standing == Standing.STRANGER) {
        stranger = place;
      }
    }
    return strangers ? stranger : null;
  }

  private void add(Place place) {
    all.add(place);
    if (place.address != null) {
      byAddress.computeIfAbsent(place.address, any -> new LinkedHashSet<>()).add(place);
    }
  }

  private boolean remove(Place place) {
    Set<Place> sameAddress = byAddress.get(place.address);
    if (sameAddress != null && sameAddress.remove(place) && sameAddress.isEmpty()) {
      byAddress.remove(place.address);
    }
    return all.remove(place);
  }

  private static Object key(InetAddress source) {
    return source instanceof Inet6Address ? ByteBuffer.wrap(source.getAddress(), 0, 8) : source;
  }
}
