package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;
import java.util.List;

/**
 * The protocols of a profile.
 *
 * @param builtIn those that every node knows, in the order of their numbers
 * @param firstCustom the lowest number of an application's own protocol; the highest is 255
 * @param advertised those built-in ones that every node serves; the others are advertised only
 *     where they are configured
 */
public record ProtocolTable(
    List<ProtocolId> builtIn, int firstCustom, List<ProtocolId> advertised) {

  public ProtocolTable {
    builtIn = List.copyOf(builtIn);
    advertised = List.copyOf(advertised);
  }

  /** A table whose built-in protocols are all advertised. */
  public ProtocolTable(List<ProtocolId> builtIn, int firstCustom) {
    this(builtIn, firstCustom, builtIn);
  }

  /** Whether a protocol is built in and advertised only if it is configured. */
  public boolean isOptional(ProtocolId protocol) {
    return builtIn.contains(protocol) && !advertised.contains(protocol);
  }
}
