package io.diemnet.vertx.impl.profile.diem;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.PeerIds;

/** 16 bytes; the last 16 of a public key; 32 hex digits (specification section 1). */
final class DiemPeerIds implements PeerIds {

  /** 32 digits behind {@code 0x}. */
  private static final int LONGEST_TEXT = 2 * PeerId.LENGTH + 2;

  @Override
  public int length() {
    return PeerId.LENGTH;
  }

  @Override
  public PeerId fromPublicKey(PublicKey key) {
    return PeerId.fromPublicKey(key);
  }

  @Override
  public PeerId parse(String text) {
    if (text != null && text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          "a peer id must be 32 hex digits, but this is a text of "
              + text.length()
              + " characters"
              + (text.length() <= 4 * PeerId.LENGTH + 2 ? " (ids of profile aptos have 64)" : ""));
    }
    return PeerId.parse(text);
  }
}
