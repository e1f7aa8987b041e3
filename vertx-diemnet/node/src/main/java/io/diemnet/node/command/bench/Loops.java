package io.diemnet.node.command.bench;

import io.diemnet.node.run.Networks;
import io.vertx.core.Vertx;

/** Vert.x instances with one event loop, because all scenarios use one loop on each side. */
final class Loops {

  private Loops() {}

  static String transport(boolean nativeTransport) {
    Vertx vertx = one(nativeTransport);
    try {
      return vertx.isNativeTransportEnabled() ? "native transport (epoll)" : "NIO";
    } finally {
      vertx.close().await();
    }
  }

  static Vertx one(boolean nativeTransport) {
    return Vertx.vertx(
        Networks.vertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(nativeTransport));
  }
}
