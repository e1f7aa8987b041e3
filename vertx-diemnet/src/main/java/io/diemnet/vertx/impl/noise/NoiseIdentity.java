package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;
import java.util.Objects;

/** Who this node is to others: its PeerId and its static key. Immutable, for any thread. */
public record NoiseIdentity(PeerId peerId, PrivateKey privateKey) {

  public NoiseIdentity {
    Objects.requireNonNull(peerId, "peerId");
    Objects.requireNonNull(privateKey, "privateKey");
  }

  /** The identity of a key without an on-chain account. */
  public static NoiseIdentity of(PrivateKey privateKey) {
    return new NoiseIdentity(PeerId.fromPublicKey(privateKey.publicKey()), privateKey);
  }

  /**
   * A key, fresh if null, and an id, the key's own if null.
   *
   * @throws IllegalArgumentException if the key was left out by {@code toJson()}
   */
  static NoiseIdentity of(PrivateKey privateKey, PeerId peerId, boolean keyLeftOut) {
    if (keyLeftOut) {
      throw new IllegalArgumentException(
          "privateKey was left out by toJson(), which writes no keys: set it, or set null for a"
              + " fresh key");
    }
    NoiseIdentity own = of(privateKey == null ? PrivateKey.generate() : privateKey);
    return peerId == null ? own : new NoiseIdentity(peerId, own.privateKey());
  }

  /** The key that others must expect here. */
  public PublicKey publicKey() {
    return privateKey.publicKey();
  }

  KeyPair keyPair() {
    return new KeyPair(privateKey.toBytes(), publicKey().toBytes());
  }
}
