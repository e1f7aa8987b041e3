package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;

/** The PeerIds of a wire profile. Implementations are stateless. */
public interface PeerIds {

  /** How many bytes each id has: 16 or 32. */
  int length();

  /** The id of a peer without an on-chain account. */
  PeerId fromPublicKey(PublicKey key);

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the text is no id of this profile
   */
  PeerId parse(String text);

  /** The id as it is shown to people. */
  default String display(PeerId id) {
    return id.toString();
  }

  /**
   * Refuses an id of another length.
   *
   * @throws IllegalArgumentException if it cannot be an id of this profile
   */
  default void check(PeerId id) {
    if (id.length() != length()) {
      throw new IllegalArgumentException(
          "a peer id has " + length() + " bytes in this profile, this one has " + id.length());
    }
  }
}
