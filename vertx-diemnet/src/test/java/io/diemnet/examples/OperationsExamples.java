package io.diemnet.examples;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** What {@code docs/operations.md} shows. */
final class OperationsExamples {

  private OperationsExamples() {}

  static void meters(Vertx vertx, DiemNetOptions options, JsonObject config) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    DiemNet network = DiemNetMeters.create(vertx, options, registry);
    // or
    vertx.deployVerticle(
        DiemNetMeters.verticle(registry), new DeploymentOptions().setConfig(config));

    network.start();
  }
}
