package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;
import java.util.List;

/**
 * The protocols of a profile.
 *
 * @param builtIn those that every node knows, in the order of their numbers
 * @param firstCustom the lowest number of an application's own protocol; the highest is 255
 */
public record ProtocolTable(List<ProtocolId> builtIn, int firstCustom) {

  public ProtocolTable {
    builtIn = List.copyOf(builtIn);
  }
}
