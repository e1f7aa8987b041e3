package io.diemnet.vertx;

import io.diemnet.vertx.impl.DiemNetImpl;
import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.metrics.MeterBinding;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * Creates networks that register their meters (specification section 13) in a Micrometer registry
 * of the application. The meters exist from the start of the network until it is closed. Networks
 * that share a registry must have different names.
 *
 * <p>Only this class of the package needs {@code io.micrometer:micrometer-core}, an optional
 * dependency of the library. It is not needed if Vert.x runs with {@code vertx-micrometer-metrics}:
 * the meters are then in the default registry of Vert.x.
 */
public final class DiemNetMeters {

  private DiemNetMeters() {}

  /**
   * Creates a network with its meters in the given registry. See {@link DiemNet#create(Vertx,
   * DiemNetOptions)}.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options, copied
   * @param meters the registry for the meters
   * @return the network
   */
  public static DiemNet create(Vertx vertx, DiemNetOptions options, MeterRegistry meters) {
    VertxVersion.check();
    return new DiemNetImpl(vertx, options, MeterBinding.in(meters));
  }

  /**
   * Creates a verticle with the meters of its network in the given registry. See {@link
   * DiemNetVerticle#DiemNetVerticle()}.
   *
   * @param meters the registry for the meters
   * @return the verticle
   */
  public static DiemNetVerticle verticle(MeterRegistry meters) {
    return new DiemNetVerticle(MeterBinding.in(meters));
  }

  /**
   * Creates a verticle with the meters of its network in the given registry. See {@link
   * DiemNetVerticle#DiemNetVerticle(DiemNetOptions)}.
   *
   * @param options the options, copied
   * @param meters the registry for the meters
   * @return the verticle
   */
  public static DiemNetVerticle verticle(DiemNetOptions options, MeterRegistry meters) {
    return new DiemNetVerticle(options, MeterBinding.in(meters));
  }
}
