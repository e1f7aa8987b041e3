package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import java.util.Objects;

/**
 * Rules 5 and 6 of specification section 5: whether the PeerId and the key that a dialer proved
 * belong together, and whether its timestamp is new. Safe for any thread.
 */
public final class Authenticator {

  private final TrustedPeers trusted;

  /** Null if any peer may connect. */
  private final ReplayTable replays;

  /** Null if only trusted peers may connect. */
  private final Strangers strangers;

  /** How a peer that is not in the trusted set is taken. */
  private record Strangers(PeerIds ids, PeerRole role) {}

  private Authenticator(TrustedPeers trusted, ReplayTable replays, Strangers strangers) {
    this.trusted = Objects.requireNonNull(trusted);
    this.replays = replays;
    this.strangers = strangers;
  }

  /** Only trusted peers, and no handshake twice. */
  public static Authenticator mutual(TrustedPeers trusted, ReplayTable replays) {
    return new Authenticator(trusted, Objects.requireNonNull(replays), null);
  }

  /**
   * Trusted peers, and all others under the PeerId that derives from their key.
   *
   * @param ids derives it
   * @param role the role of peers that are not in the trusted set
   */
  public static Authenticator maybeMutual(TrustedPeers trusted, PeerIds ids, PeerRole role) {
    return new Authenticator(trusted, null, new Strangers(ids, role));
  }

  /** True if only trusted peers get in. */
  public boolean isMutual() {
    return replays != null;
  }

  /** Rule 5. */
  PeerRole authenticate(PeerId peer, PublicKey key) throws NoiseRejection {
    TrustedPeer known = trusted.get(peer);
    if (known != null) {
      if (!known.keys().contains(key)) {
        throw new NoiseRejection(NoiseFailure.KEY_MISMATCH);
      }
      return known.role();
    }
    if (isMutual()) {
      throw new NoiseRejection(NoiseFailure.UNKNOWN_PEER);
    }
    if (!peer.equals(strangers.ids().fromPublicKey(key))) {
      throw new NoiseRejection(NoiseFailure.DERIVED_ID_MISMATCH);
    }
    return strangers.role();
  }

  /** Whether the peer is one of the trusted. */
  boolean knows(PeerId peer) {
    return trusted.get(peer) != null;
  }

  /** Rule 6; stores the timestamp if it is accepted. */
  void checkReplay(PublicKey key, long timestamp) throws NoiseRejection {
    if (replays != null && !replays.accept(key, timestamp)) {
      throw new NoiseRejection(NoiseFailure.REPLAY);
    }
  }
}
