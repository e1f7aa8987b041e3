package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.NOT_CONNECTED;
import static io.diemnet.vertx.impl.Arguments.few;
import static io.diemnet.vertx.impl.Arguments.given;
import static io.diemnet.vertx.impl.Arguments.givenPeer;
import static io.diemnet.vertx.impl.Arguments.invalid;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.peer.PendingCall;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends RPCs and direct sends of the public API: checks them, and finds the peer. Thread-safe. */
record DataPath(VertxInternal vertx, NetworkCore core, NetworkRuntime runtime) {

  /** Makes an RPC. */
  Future<Buffer> call(PeerId peer, ProtocolId protocol, Buffer request, SendOptions send) {
    Promise<Buffer> promise = vertx.getOrCreateContext().promise();
    Peer connected;
    try {
      given(send, "send options");
      connected = target(peer, protocol, request);
    } catch (DiemNetException refused) {
      promise.fail(refused);
      return promise.future();
    }
    long timeout =
        send.timeoutMillis() > 0
            ? send.timeoutMillis()
            : core.options().getLimits().getRpcTimeout();
    connected.call(
        new PendingCall.Request(
            protocol, request, send.priority(), TimeUnit.MILLISECONDS.toNanos(timeout), false),
        promise,
        send.cancelled());
    return promise.future();
  }

  /** Queues a direct send. */
  Future<Void> queue(PeerId peer, ProtocolId protocol, Buffer message, SendOptions send) {
    DiemNetException refused;
    try {
      given(send, "send options");
      Peer connected = target(peer, protocol, message);
      refused =
          connected.directSend(new NetworkMessage.DirectSend(protocol, send.priority(), message));
    } catch (DiemNetException failure) {
      refused = failure;
    }
    return refused == null ? Future.succeededFuture() : Future.failedFuture(refused);
  }

  /** Queues a direct send to several peers; completes with the failures. */
  Future<Map<PeerId, DiemNetException>> queueAll(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions send) {
    try {
      given(send, "send options");
      few(given(peers, "peers"), core.registry().all().size());
      peers.forEach(Arguments::givenPeer);
    } catch (DiemNetException refused) {
      return Future.failedFuture(refused);
    }
    Map<PeerId, DiemNetException> failures = new LinkedHashMap<>();
    NetworkMessage.DirectSend shared = null;
    for (PeerId peer : peers) {
      DiemNetException refused;
      try {
        Peer connected = target(peer, protocol, message);
        if (shared == null) {
          shared = new NetworkMessage.DirectSend(protocol, send.priority(), message);
        }
        refused = connected.directSend(shared);
      } catch (DiemNetException failure) {
        refused = failure;
      }
      if (refused != null) {
        failures.put(peer, refused);
      }
    }
    return Future.succeededFuture(failures);
  }

  private Peer target(PeerId peer, ProtocolId protocol, Buffer payload) {
    givenPeer(peer);
    if (payload == null) {
      throw invalid("the payload is missing; it may be empty");
    }
    Peer connected = core.registry().get(peer);
    if (connected == null || protocol == null) {
      // A connected peer checks the protocol itself.
      own(protocol);
    }
    data();
    if (connected == null) {
      RunningNetwork rooms = runtime.rooms();
      if (rooms != null && peer.equals(rooms.identity().peerId())) {
        throw invalid(peer + " is this node's own id");
      }
      throw new DiemNetException(
          NOT_CONNECTED, protocol + " to " + peer + ": the peer is not connected");
    }
    return connected;
  }

  /**
   * Returns the state if peers can be connected in it. Handlers may send before the start has
   * completed.
   */
  NetworkState data() {
    NetworkState state = runtime.state();
    if (state != NetworkState.RUNNING && state != NetworkState.STARTING) {
      throw runtime.unavailable(state);
    }
    return state;
  }

  /** Requires that this network speaks the protocol. */
  ProtocolId own(ProtocolId protocol) {
    if (!core.protocols().serves(protocol)) {
      throw invalid("protocol " + protocol + " is not configured in " + core.name());
    }
    return protocol;
  }
}
