package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the transport verticles of a network share.
 *
 * @param inbound takes each inbound connection whose handshake is complete
 */
public record TransportSettings(
    UpgradeSettings upgrade,
    Refusals refusals,
    NetworkMetrics metrics,
    Consumer<EstablishedChannel> inbound) {

  List<Transport> transports(VertxInternal vertx) {
    return Transport.all(vertx, upgrade.clock());
  }
}
