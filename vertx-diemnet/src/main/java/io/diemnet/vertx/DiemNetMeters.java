package io.diemnet.vertx;

import io.diemnet.vertx.impl.DiemNetImpl;
import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.metrics.MeterBinding;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * Networks whose meters (specification section 13) are in a Micrometer registry of the
 * application's own, from their start until they are closed. Two networks in one registry must have
 * different names.
 *
 * <p>This is the only class of the package that needs {@code io.micrometer:micrometer-core}, which
 * is an optional dependency of the library. An application whose Vert.x runs with {@code
 * vertx-micrometer-metrics} does not need this class: the meters of its networks are in the default
 * registry of Vert.x.
 */
public final class DiemNetMeters {

  private DiemNetMeters() {}

  /**
   * {@link DiemNet#create(Vertx, DiemNetOptions)} with the meters in this registry.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options
   * @param meters the registry that gets the meters
   * @return the network
   */
  public static DiemNet create(Vertx vertx, DiemNetOptions options, MeterRegistry meters) {
    VertxVersion.check();
    return new DiemNetImpl(vertx, options, MeterBinding.in(meters));
  }

  /**
   * {@link DiemNetVerticle#DiemNetVerticle()} with the meters in this registry.
   *
   * @param meters the registry that gets the meters
   * @return the verticle
   */
  public static DiemNetVerticle verticle(MeterRegistry meters) {
    return new DiemNetVerticle(MeterBinding.in(meters));
  }

  /**
   * {@link DiemNetVerticle#DiemNetVerticle(DiemNetOptions)} with the meters in this registry.
   *
   * @param options the options
   * @param meters the registry that gets the meters
   * @return the verticle
   */
  public static DiemNetVerticle verticle(DiemNetOptions options, MeterRegistry meters) {
    return new DiemNetVerticle(options, MeterBinding.in(meters));
  }
}
