package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import java.util.List;
import java.util.Set;

/**
 * The destination of the meters of a network. Its signatures use no Micrometer types, so that the
 * library runs without Micrometer.
 */
@FunctionalInterface
public interface NetworkMeters {

  /** Registers no meters. */
  NetworkMeters NONE = (network, metrics, protocols, gauges) -> () -> {};

  /**
   * Registers the meters of a network.
   *
   * @param protocols all protocols of the network; their names are tag values
   */
  Binding bind(
      String network, NetworkMetrics metrics, List<ProtocolId> protocols, NetworkGauges gauges);

  /** The registered meters of one network. */
  @FunctionalInterface
  interface Binding {

    /** Removes the meters. */
    void close();

    /**
     * Sets the peers that have meters of their own, instead of the previous ones. Without a call
     * there are none.
     */
    default void peers(Set<PeerId> peers) {
      // a destination without meters
    }
  }
}
