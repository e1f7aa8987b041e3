package io.diemnet.vertx.impl;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.peer.Traces;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.function.Supplier;

/** The client spans of one network. They are made on the context of the caller. */
record ClientSpans(VertxInternal vertx, String network) {

  /** Whether Vert.x has no tracer, so that there is nothing to do. */
  boolean off() {
    return vertx.tracer() == null;
  }

  <T> Future<T> rpc(PeerId peer, ProtocolId protocol, Buffer payload, Supplier<Future<T>> call) {
    return Traces.call(
        vertx.tracer(), vertx.getOrCreateContext(), network, peer, protocol, length(payload), call);
  }

  <T> Future<T> send(PeerId peer, ProtocolId protocol, Buffer payload, Supplier<Future<T>> send) {
    return send(String.valueOf(peer), protocol, payload, send);
  }

  <T> Future<T> send(
      Collection<PeerId> peers, ProtocolId protocol, Buffer payload, Supplier<Future<T>> send) {
    return send((peers == null ? 0 : peers.size()) + " peers", protocol, payload, send);
  }

  private <T> Future<T> send(
      String peers, ProtocolId protocol, Buffer payload, Supplier<Future<T>> send) {
    return Traces.send(
        vertx.tracer(),
        vertx.getOrCreateContext(),
        network,
        peers,
        protocol,
        length(payload),
        send);
  }

  private static int length(Buffer payload) {
    return payload == null ? 0 : payload.length();
  }
}
