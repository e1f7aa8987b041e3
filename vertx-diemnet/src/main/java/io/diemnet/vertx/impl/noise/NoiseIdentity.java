package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;
import java.util.Objects;

/** What this node proves to others: its PeerId and static key. Immutable, for any thread. */
public record NoiseIdentity(PeerId peerId, PrivateKey privateKey) {

  public NoiseIdentity {
    Objects.requireNonNull(peerId, "peerId");
    Objects.requireNonNull(privateKey, "privateKey");
  }

  /** The identity of a key without an on-chain account. */
  public static NoiseIdentity of(PrivateKey privateKey, PeerIds ids) {
    return new NoiseIdentity(ids.fromPublicKey(privateKey.publicKey()), privateKey);
  }

  /**
   * A key, fresh if null, and an id, the key's own if null.
   *
   * @throws IllegalArgumentException if the key was left out by {@code toJson()}, or if the id has
   *     another length than those of the profile
   */
  static NoiseIdentity of(PrivateKey privateKey, PeerId peerId, boolean keyLeftOut, PeerIds ids) {
    if (keyLeftOut) {
      throw new IllegalArgumentException(
          "privateKey was left out by toJson(), which writes no keys: set it, or set null for a"
              + " fresh key");
    }
    NoiseIdentity own = of(privateKey == null ? PrivateKey.generate() : privateKey, ids);
    if (peerId == null) {
      return own;
    }
    ids.check(peerId);
    return new NoiseIdentity(peerId, own.privateKey());
  }

  /** The key that others must expect here. */
  public PublicKey publicKey() {
    return privateKey.publicKey();
  }

  KeyPair keyPair() {
    return new KeyPair(privateKey.toBytes(), publicKey().toBytes());
  }
}
