package io.diemnet.examples.modular;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;

/** {@link Application} on a Vert.x with metrics, and a network with its own registry. */
public final class MeasuredApplication {

  private MeasuredApplication() {}

  /** Runs once and ends with status 0, or with the failure. */
  @SuppressWarnings("SystemOut") // an example
  public static void main(String[] args) {
    MeterRegistry ofVertx = new SimpleMeterRegistry();
    Vertx vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
            .withMetrics(new MicrometerMetricsFactory(ofVertx))
            .build();
    try {
      System.out.println("answer: " + Application.run(vertx));
      System.out.println("calls: " + calls(ofVertx, "client"));
      MeterRegistry own = new SimpleMeterRegistry();
      DiemNet network = DiemNetMeters.create(vertx, new DiemNetOptions().setName("own"), own);
      network.start().await();
      System.out.println("own: " + calls(own, "own"));
    } finally {
      vertx.close().await();
    }
  }

  private static double calls(MeterRegistry registry, String network) {
    return registry
        .get("diemnet.rpc.messages")
        .tags("network", network, "type", "request", "state", "sent")
        .functionCounter()
        .count();
  }
}
