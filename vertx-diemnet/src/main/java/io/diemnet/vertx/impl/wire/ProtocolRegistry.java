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

  private final ProtocolId[] byNumber = new ProtocolId[256];
  private final Map<String, ProtocolId> byName = new LinkedHashMap<>();
  private final SupportedProtocols supported;

  private ProtocolRegistry(ProtocolTable table, Collection<ProtocolId> custom) {
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
    supported = SupportedProtocols.of(advertised);
  }

  /**
   * The built-in protocols of a profile and these. Built-in ones among these are advertised.
   *
   * @throws IllegalArgumentException if a number or a name is there twice, or if the profile keeps
   *     a number for itself
   */
  public static ProtocolRegistry of(ProtocolTable table, Collection<ProtocolId> custom) {
    return new ProtocolRegistry(table, custom);
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

  /** The protocol with this number, or null. Any number may be asked for. */
  public ProtocolId byNumber(int number) {
    return (number & ~0xff) == 0 ? byNumber[number] : null;
  }

  /** The protocol with this name, or null. */
  public ProtocolId byName(String name) {
    return byName.get(name);
  }

  /** All of them, built-in first. */
  public List<ProtocolId> all() {
    return List.copyOf(byName.values());
  }

  /** What the handshake advertises: all of them, or those that the profile has nodes serve. */
  public SupportedProtocols supported() {
    return supported;
  }
}
