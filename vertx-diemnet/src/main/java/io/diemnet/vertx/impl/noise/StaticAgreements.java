package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an identity's static key agrees on with those of its peers (token ss): the same in each
 * handshake of two nodes, so it is computed once. As secret as the static key itself, and forgotten
 * with the identity. Holds the {@value #MAX} used last, and of a listener only those of peers that
 * were let in by name, so that strangers cannot push them out. For any thread.
 */
final class StaticAgreements {

  /** Each takes some 200 bytes. */
  static final int MAX = 1024;

  private final Map<PublicKey, byte[]> secrets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PublicKey, byte[]> eldest) {
          return size() > MAX;
        }
      };

  /** A copy of the secret with the holder of that key, or null if it must be computed. */
  synchronized byte[] get(PublicKey remote) {
    byte[] secret = secrets.get(remote);
    return secret == null ? null : secret.clone();
  }

  synchronized void put(PublicKey remote, byte[] secret) {
    secrets.put(remote, secret.clone());
  }
}
