package io.diemnet.vertx.impl.memory;

import java.util.Locale;

/** The classes of connections that hold memory. The last one is the least trusted. */
public enum MemoryClass {
  /**
   * Peers with a role and an established session, and peers that this node dialed. They may use the
   * whole budget.
   */
  TRUSTED,
  /** Peers without a role, and inbound connections without an established session. */
  STRANGERS;

  /** The value of the tag {@code class}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
