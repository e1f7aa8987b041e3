package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import java.util.Map;
import java.util.Set;

/** Trusted sets for tests. */
final class TestPeers {

  private TestPeers() {}

  /** Trusts one peer, as a validator, under these keys. */
  static TrustedPeers trusting(PeerId peer, PublicKey... keys) {
    return new TrustedPeers(Map.of(peer, new TrustedPeer(PeerRole.VALIDATOR, Set.of(keys))));
  }
}
