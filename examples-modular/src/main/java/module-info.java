/** A small application on the module path, with and without metrics. */
module io.diemnet.examples.modular {
  requires io.diemnet.vertx;
  // For MeasuredApplication only.
  requires static io.vertx.metrics.micrometer;

  // Vert.x creates verticles by name.
  exports io.diemnet.examples.modular to
      io.vertx.core;
}
