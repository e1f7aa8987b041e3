package io.diemnet.vertx.impl.handshake;

/** The versions of messaging, oldest first. */
public enum MessagingVersion {
  V1(0);

  private final int number;

  MessagingVersion(int number) {
    this.number = number;
  }

  /** The version with this number, or null. */
  static MessagingVersion byNumber(int number) {
    for (MessagingVersion version : values()) {
      if (version.number == number) {
        return version;
      }
    }
    return null;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }
}
