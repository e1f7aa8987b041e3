package io.diemnet.vertx;

import java.util.Locale;

/**
 * The dialect of the protocol that a network speaks: the length of its PeerIds, its addresses, its
 * handshake, its table of protocols and its message format. All nodes of a network must have the
 * same profile; it is configured and never detected.
 */
public enum WireProfile {

  /** DiemNet v1, as Diem's validators and full nodes speak it. */
  DIEM,

  /** The protocol of Aptos, which descends from DiemNet v1: 32-byte PeerIds, messages of 64 MiB. */
  APTOS;

  /**
   * Parses the name of a profile, in any case.
   *
   * @param text the name
   * @return the profile
   * @throws IllegalArgumentException if no profile has this name
   */
  public static WireProfile parse(String text) {
    for (WireProfile profile : values()) {
      if (profile.toString().equalsIgnoreCase(text)) {
        return profile;
      }
    }
    throw new IllegalArgumentException("must be diem or aptos, not '" + text + "'");
  }

  /** {@return the name in lower case, as it is configured: {@code diem} or {@code aptos}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
