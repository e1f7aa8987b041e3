package io.diemnet.vertx.impl.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.spi.metrics.MetricsProvider;
import io.vertx.micrometer.backends.BackendRegistries;

/** The meter registry that a Vert.x instance uses itself. */
public final class VertxRegistry {

  private VertxRegistry() {}

  /**
   * The default registry of vertx-micrometer-metrics, when this Vert.x runs with it; else {@link
   * NetworkMeters#NONE}. A registry of another name cannot be told from Vert.x's metrics: the
   * application hands it over.
   */
  public static NetworkMeters of(Vertx vertx) {
    return measures(vertx) ? Micrometer.defaultRegistry() : NetworkMeters.NONE;
  }

  private static boolean measures(Vertx vertx) {
    return vertx instanceof MetricsProvider provider
        && provider.getMetrics() != null
        && provider.getMetrics().getClass().getName().startsWith("io.vertx.micrometer.");
  }

  /** Loaded only where Micrometer is there. */
  private static final class Micrometer {

    private static NetworkMeters defaultRegistry() {
      var registry = BackendRegistries.getDefaultNow();
      return registry == null ? NetworkMeters.NONE : MeterBinding.in(registry);
    }
  }
}
