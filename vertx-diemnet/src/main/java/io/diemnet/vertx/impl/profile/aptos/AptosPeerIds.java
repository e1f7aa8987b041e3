package io.diemnet.vertx.impl.profile.aptos;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.PeerIds;

/** 32 bytes; the whole public key; 1 to 64 hex digits (section 1). */
public final class AptosPeerIds implements PeerIds {

  static final int LENGTH = 32;

  private static final int DIGITS = 2 * LENGTH;

  @Override
  public int length() {
    return LENGTH;
  }

  @Override
  public PeerId fromPublicKey(PublicKey key) {
    return PeerId.of(key.toBytes());
  }

  /** Short texts are padded with zeros on the left; {@code 0x} is optional. */
  @Override
  public PeerId parse(String text) {
    if (text == null) {
      throw new IllegalArgumentException("a peer id is missing");
    }
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (digits.isEmpty() || digits.length() > DIGITS) {
      throw new IllegalArgumentException(
          "a peer id of profile aptos must be 1 to 64 hex digits, but this is a text of "
              + text.length()
              + " characters");
    }
    byte[] bytes = new byte[LENGTH];
    for (int i = digits.length() - 1, at = DIGITS - 1; i >= 0; i--, at--) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException(
            "a peer id of profile aptos must be 1 to 64 hex digits, but this is not hex");
      }
      bytes[at / 2] |= (byte) (at % 2 == 0 ? digit << 4 : digit);
    }
    return PeerId.of(bytes);
  }

  /** As Aptos shows an address to people: {@code 0x} and 64 digits, or one for the lowest 16. */
  @Override
  public String display(PeerId id) {
    byte[] bytes = id.toBytes();
    boolean lowest = (bytes[LENGTH - 1] & 0xf0) == 0;
    for (int i = 0; i < LENGTH - 1 && lowest; i++) {
      lowest = bytes[i] == 0;
    }
    return lowest ? "0x" + Integer.toHexString(bytes[LENGTH - 1]) : "0x" + id;
  }
}
