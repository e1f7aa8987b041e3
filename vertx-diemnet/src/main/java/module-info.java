/** DiemNet, the authenticated peer-to-peer network of Libra and Diem, for Eclipse Vert.x. */
module io.diemnet.vertx {
  requires transitive io.vertx.core;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires org.bouncycastle.provider;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;
  // Optional: only annotations, meters, YAML files, compressed payloads, the Mutiny classes and the
  // JUnit extension.
  requires static io.vertx.codegen.api;
  requires static transitive micrometer.core;
  requires static io.vertx.metrics.micrometer;
  requires static org.lz4.java;
  requires static org.snakeyaml.engine;
  requires static io.smallrye.mutiny;
  requires static io.vertx.testing.junit5;
  requires static org.junit.jupiter.api;

  exports io.diemnet.vertx;
  exports io.diemnet.vertx.junit5;
  exports io.diemnet.vertx.mutiny;
}
