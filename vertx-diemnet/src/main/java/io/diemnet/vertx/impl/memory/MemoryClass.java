package io.diemnet.vertx.impl.memory;

import java.util.Locale;

/** Who holds memory, the least trusted last. */
public enum MemoryClass {
  /**
   * Peers with a role whose session stands, and whom this node dialed. May use the whole budget.
   */
  TRUSTED,
  /** Peers without a role, and inbound connections whose session does not stand yet. */
  STRANGERS;

  /** The value of the tag {@code class}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
