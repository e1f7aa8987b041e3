package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.handshake.SupportedProtocols;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The application protocols that this node knows: the built-in seven and its own. Immutable, for
 * any thread.
 */
public final class ProtocolRegistry {

  private static final ProtocolRegistry BUILT_IN = new ProtocolRegistry(List.of());

  private final ProtocolId[] byNumber = new ProtocolId[256];
  private final Map<String, ProtocolId> byName = new LinkedHashMap<>();
  private final SupportedProtocols supported;

  private ProtocolRegistry(Collection<ProtocolId> custom) {
    ProtocolId.builtIn().forEach(this::add);
    custom.forEach(this::add);
    supported = SupportedProtocols.of(byName.values());
  }

  /** The seven that every node knows. */
  public static ProtocolRegistry builtIn() {
    return BUILT_IN;
  }

  /**
   * The built-in seven and these.
   *
   * @throws IllegalArgumentException if a number or a name is there twice
   */
  public static ProtocolRegistry of(Collection<ProtocolId> custom) {
    return custom.isEmpty() ? BUILT_IN : new ProtocolRegistry(custom);
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

  /** The protocol with this number, which may be any; null if none is known here. */
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

  /** What the handshake advertises: all of them. */
  public SupportedProtocols supported() {
    return supported;
  }
}
