package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ProtocolId;
import java.util.List;

/**
 * Where a network's meters go. Its signatures name no type of Micrometer, so that the library also
 * runs where an application does not bring Micrometer.
 */
@FunctionalInterface
public interface NetworkMeters {

  /** No meters. */
  NetworkMeters NONE = (network, metrics, protocols, gauges) -> () -> {};

  /**
   * Registers the meters of a network.
   *
   * @param protocols all protocols that the network speaks; their names are the values of a tag
   */
  Binding bind(
      String network, NetworkMetrics metrics, List<ProtocolId> protocols, NetworkGauges gauges);

  /** The registered meters of one network. */
  @FunctionalInterface
  interface Binding {

    /** Removes all that was registered. */
    void close();
  }
}
