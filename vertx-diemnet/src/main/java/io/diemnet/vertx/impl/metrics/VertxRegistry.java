package io.diemnet.vertx.impl.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.spi.metrics.MetricsProvider;
import io.vertx.micrometer.backends.BackendRegistries;

/** The meter registry that a Vert.x instance uses itself. */
public final class VertxRegistry {

  private VertxRegistry() {}

  /**
   * The default registry of vertx-micrometer-metrics, when this Vert.x runs with it; else null. A
   * registry of another name cannot be told from Vert.x's metrics: the application hands it over.
   */
  public static MeterRegistry of(Vertx vertx) {
    if (!(vertx instanceof MetricsProvider provider)
        || provider.getMetrics() == null
        || !provider.getMetrics().getClass().getName().startsWith("io.vertx.micrometer.")) {
      return null;
    }
    return BackendRegistries.getDefaultNow();
  }
}
