package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.handshake.SupportedProtocols;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The application protocols that this node knows: the built-in ones of its profile and its own.
 * Immutable, safe for any thread.
 */
public final class ProtocolRegistry {

  /**
   * The protocol with which nodes of this library tell each other why they close a connection.
   * Applications cannot use it, and it is in no list. The number is the highest one, since
   * applications count from the lowest.
   */
  public static final ProtocolId CLOSE_REASON = ProtocolId.custom("CloseReason", 255);

  private final ProtocolId[] byNumber = new ProtocolId[256];
  private final Map<String, ProtocolId> byName = new LinkedHashMap<>();
  private final SupportedProtocols supported;

  /** {@link #CLOSE_REASON}, or null if it is not spoken here. */
  private final ProtocolId closeReasons;

  private ProtocolRegistry(
      ProtocolTable table, Collection<ProtocolId> custom, boolean tellReasons) {
    table.builtIn().forEach(this::add);
    List<ProtocolId> advertised = new ArrayList<>(table.advertised());
    for (ProtocolId protocol : custom) {
      advertised.add(protocol);
      if (table.isOptional(protocol)) {
        continue;
      }
      if (protocol.number() < table.firstCustom()) {
        throw new IllegalArgumentException(
            "the number of protocol "
                + protocol
                + " must be from "
                + table.firstCustom()
                + " to 255, not "
                + protocol.number());
      }
      add(protocol);
    }
    // An own protocol of the application comes first.
    boolean free =
        byNumber[CLOSE_REASON.number()] == null && !byName.containsKey(CLOSE_REASON.name());
    closeReasons = tellReasons && free ? CLOSE_REASON : null;
    if (closeReasons != null) {
      byNumber[closeReasons.number()] = closeReasons;
      advertised.add(closeReasons);
    }
    supported = SupportedProtocols.of(advertised);
  }

  /**
   * The built-in protocols of a profile and these. Built-in ones among these are advertised.
   *
   * @throws IllegalArgumentException if a number or a name is there twice, or if the profile keeps
   *     a number for itself
   */
  public static ProtocolRegistry of(ProtocolTable table, Collection<ProtocolId> custom) {
    return of(table, custom, false);
  }

  /**
   * As {@link #of(ProtocolTable, Collection)}.
   *
   * @param closeReasons whether to speak {@link #CLOSE_REASON}, unless one of the custom protocols
   *     has its name or number
   */
  public static ProtocolRegistry of(
      ProtocolTable table, Collection<ProtocolId> custom, boolean closeReasons) {
    return new ProtocolRegistry(table, custom, closeReasons);
  }

  private void add(ProtocolId protocol) {
    ProtocolId other = byNumber[protocol.number()];
    if (other != null) {
      throw new IllegalArgumentException(
          "number " + protocol.number() + " is both " + other + " and " + protocol);
    }
    if (byName.putIfAbsent(protocol.name(), protocol) != null) {
      throw new IllegalArgumentException("two protocols are named " + protocol);
    }
    byNumber[protocol.number()] = protocol;
  }

  /**
   * The protocol with this number, or null. Any number may be asked for. This is what messages and
   * handshakes are read with, so {@link #CLOSE_REASON} is found.
   */
  public ProtocolId byNumber(int number) {
    return (number & ~0xff) == 0 ? byNumber[number] : null;
  }

  /** The protocol with this name, or null. */
  public ProtocolId byName(String name) {
    return byName.get(name);
  }

  /** Whether applications may send and receive with this protocol; false for null. */
  public boolean serves(ProtocolId protocol) {
    return protocol != null
        && protocol.equals(byNumber(protocol.number()))
        && !protocol.equals(closeReasons);
  }

  /** {@link #CLOSE_REASON} if it is spoken here, else null. */
  public ProtocolId closeReasons() {
    return closeReasons;
  }

  /** All that applications may use, built-in first. */
  public List<ProtocolId> all() {
    return List.copyOf(byName.values());
  }

  /**
   * What the handshake advertises: all of them, or those that the profile has nodes serve, and
   * {@link #CLOSE_REASON} if it is spoken.
   */
  public SupportedProtocols supported() {
    return supported;
  }
}
