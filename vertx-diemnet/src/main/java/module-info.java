/** DiemNet, the authenticated peer-to-peer network of Libra and Diem, for Eclipse Vert.x. */
module io.diemnet.vertx {
  requires transitive io.vertx.core;
  requires transitive micrometer.core;
  requires io.vertx.metrics.micrometer;
  requires static io.vertx.codegen.api;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires org.bouncycastle.provider;
  requires com.fasterxml.jackson.core;
  requires static io.smallrye.mutiny;
  requires static org.snakeyaml.engine;
  requires org.slf4j;
  requires static io.vertx.testing.junit5;
  requires static org.junit.jupiter.api;

  exports io.diemnet.vertx;
  exports io.diemnet.vertx.junit5;
  exports io.diemnet.vertx.mutiny;
}
