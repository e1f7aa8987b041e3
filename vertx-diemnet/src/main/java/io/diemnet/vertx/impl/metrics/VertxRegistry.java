package io.diemnet.vertx.impl.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.spi.metrics.MetricsProvider;
import io.vertx.micrometer.backends.BackendRegistries;

/** The meter registry of a Vert.x instance. */
public final class VertxRegistry {

  private VertxRegistry() {}

  /**
   * Returns the default registry of vertx-micrometer-metrics if this Vert.x instance uses it, else
   * {@link NetworkMeters#NONE}. A registry with another name cannot be found through Vert.x; the
   * application must pass it.
   */
  public static NetworkMeters of(Vertx vertx) {
    return measures(vertx) ? Micrometer.defaultRegistry() : NetworkMeters.NONE;
  }

  private static boolean measures(Vertx vertx) {
    return vertx instanceof MetricsProvider provider
        && provider.getMetrics() != null
        && provider.getMetrics().getClass().getName().startsWith("io.vertx.micrometer.");
  }

  /** Loaded only if Micrometer is present. */
  private static final class Micrometer {

    private static NetworkMeters defaultRegistry() {
      var registry = BackendRegistries.getDefaultNow();
      return registry == null ? NetworkMeters.NONE : MeterBinding.in(registry);
    }
  }
}
