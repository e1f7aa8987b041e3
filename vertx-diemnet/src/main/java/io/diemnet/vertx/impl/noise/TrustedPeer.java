package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import java.util.Set;

/** What the trusted set says of one peer: its role and the keys it may prove. Immutable. */
public record TrustedPeer(PeerRole role, Set<PublicKey> keys) {

  public TrustedPeer {
    keys = Set.copyOf(keys);
  }
}
