package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkInfo;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerSubscription;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.util.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A {@link DiemNetClient}. Thread-safe; holds nothing but its handlers and known protocols. */
public final class EventBusClient implements DiemNetClient {

  /** What an answer may take beyond the call itself, in milliseconds. */
  private static final long SPARE = 5_000;

  private static final long DEFAULT_TIMEOUT = 10_000;

  /** A dial or a graceful close may take this long, in milliseconds. */
  private static final long SLOW_ADMIN = 30_000;

  private final VertxInternal vertx;
  private final EventBus bus;
  private final EventBusAddresses addresses;
  private final Map<String, ProtocolId> protocols = new ConcurrentHashMap<>();
  private final ClientHandlers handlers;
  private final String bufferCodec;

  public EventBusClient(
      Vertx vertx, EventBusAddresses addresses, Collection<ProtocolId> protocols) {
    this.vertx = (VertxInternal) vertx;
    this.bus = vertx.eventBus();
    this.addresses = addresses;
    SharedBus shared = SharedBus.of(vertx);
    this.bufferCodec = vertx.isClustered() ? null : BufferByReference.NAME;
    this.handlers =
        new ClientHandlers(
            this.vertx,
            addresses,
            vertx.isClustered() ? new DeliveryOptions() : shared.bufferReply());
    // Names that two profiles have in common are the same protocols.
    for (WireProfile profile : WireProfile.values()) {
      ProtocolId.builtIn(profile).forEach(this::know);
    }
    protocols.forEach(this::know);
  }

  @Override
  public EventBusAddresses addresses() {
    return addresses;
  }

  // ---- out

  @Override
  public Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions options) {
    DiemNetException refused = check(peer, protocol, request, options);
    if (refused != null) {
      return vertx.getOrCreateContext().failedFuture(refused);
    }
    Future<Buffer> response =
        request(addresses.rpc(), peer.toString(), protocol, request, options)
            .transform(
                answer ->
                    answer.succeeded()
                        ? Future.succeededFuture((Buffer) answer.result().body())
                        : Future.failedFuture(
                            Failures.fromReply(
                                "rpc to " + peer + ", " + protocol, answer.cause())));
    return options.cancelled() == null
        ? response
        : ClientAnswers.cancellable(
            vertx.getOrCreateContext().promise(), response, options.cancelled());
  }

  @Override
  public Future<Void> directSend(
      PeerId peer, ProtocolId protocol, Buffer message, SendOptions options) {
    DiemNetException refused = check(peer, protocol, message, options);
    if (refused != null) {
      return vertx.getOrCreateContext().failedFuture(refused);
    }
    return request(addresses.directSend(), peer.toString(), protocol, message, options)
        .transform(
            answer ->
                answer.succeeded()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Failures.fromReply(
                            "direct-send to " + peer + ", " + protocol, answer.cause())));
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions options) {
    Set<PeerId> distinct = peers == null ? null : new LinkedHashSet<>(peers);
    DiemNetException refused =
        distinct == null || distinct.contains(null)
            ? missing("peer")
            : check(protocol, message, options);
    if (refused != null) {
      return vertx.getOrCreateContext().failedFuture(refused);
    }
    if (distinct.isEmpty()) {
      return vertx.getOrCreateContext().succeededFuture(Map.of());
    }
    if (distinct.size() == 1) {
      PeerId only = distinct.iterator().next();
      return directSend(only, protocol, message, options)
          .map(sent -> Map.<PeerId, DiemNetException>of())
          .recover(
              cause ->
                  cause instanceof DiemNetException failure
                          && failure.code() != FailureCode.INVALID_REQUEST
                      ? Future.succeededFuture(Map.of(only, failure))
                      : Future.failedFuture(cause));
    }
    String list = distinct.stream().map(PeerId::toString).collect(Collectors.joining(","));
    return broadcast(list, protocol, message, options);
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions options) {
    DiemNetException refused = check(protocol, message, options);
    return refused == null
        ? broadcast("*", protocol, message, options)
        : vertx.getOrCreateContext().failedFuture(refused);
  }

  private Future<Map<PeerId, DiemNetException>> broadcast(
      String peers, ProtocolId protocol, Buffer message, SendOptions options) {
    return request(addresses.directSend(), peers, protocol, message, options)
        .map(answer -> ClientAnswers.failures(((JsonObject) answer.body()).getJsonObject("failed")))
        .recover(failed("direct-send of " + protocol));
  }

  // ---- in

  @Override
  public Future<Void> rpcHandler(
      ProtocolId protocol, Function<InboundMessage, Future<Buffer>> handler) {
    if (protocol == null) {
      return vertx.getOrCreateContext().failedFuture(missing("protocol"));
    }
    know(protocol);
    return handlers.rpc(protocol, handler);
  }

  @Override
  public Future<Void> directSendHandler(ProtocolId protocol, Handler<InboundMessage> handler) {
    return asyncDirectSendHandler(
        protocol,
        handler == null
            ? null
            : message -> {
              handler.handle(message);
              return null;
            });
  }

  @Override
  public Future<Void> asyncDirectSendHandler(
      ProtocolId protocol, Function<InboundMessage, ? extends Future<?>> handler) {
    if (protocol == null) {
      return vertx.getOrCreateContext().failedFuture(missing("protocol"));
    }
    know(protocol);
    return handlers.directSend(protocol, handler);
  }

  @Override
  public Future<Void> peerHandler(Handler<PeerEvent> handler) {
    return handlers.setEventHandler(handler == null ? null : json -> handler.handle(event(json)));
  }

  @Override
  public Future<PeerSubscription> subscribe(Handler<PeerEvent> handler) {
    return handler == null
        ? vertx.getOrCreateContext().failedFuture(missing("handler"))
        : handlers.subscribe(json -> handler.handle(event(json)));
  }

  private PeerEvent event(JsonObject json) {
    return PeerEvent.fromJson(json, protocols::get);
  }

  // ---- questions and administration

  @Override
  public Future<List<PeerInfo>> peers() {
    return ask(addresses.peers(), "peers", null)
        .map(peers -> ClientAnswers.list(peers, json -> PeerInfo.fromJson(json, protocols::get)))
        .recover(failed("peers"));
  }

  @Override
  public Future<List<KnownPeer>> knownPeers() {
    JsonObject body = new JsonObject().put(QuestionEndpoints.KNOWN, true);
    return ask(addresses.peers(), "known peers", body)
        .map(peers -> ClientAnswers.list(peers, json -> KnownPeer.fromJson(json, protocols::get)))
        .recover(failed("known peers"));
  }

  @Override
  public Future<Void> whenConnected(PeerId peer, Duration timeout) {
    return peer == null
        ? vertx.getOrCreateContext().failedFuture(missing("peer"))
        : await("await of " + peer, InboundHeaders.PEER, peer.toString(), timeout);
  }

  @Override
  public Future<Void> whenConnected(int peers, Duration timeout) {
    return await("await of " + peers + " peers", QuestionEndpoints.COUNT, peers, timeout);
  }

  @Override
  public Future<Void> whenConnected(Duration timeout) {
    return await("await of all peers", QuestionEndpoints.ALL, true, timeout);
  }

  private Future<Void> await(String subject, String field, Object value, Duration timeout) {
    long millis;
    try {
      millis = Timeouts.millis(timeout);
    } catch (DiemNetException refused) {
      return vertx.getOrCreateContext().failedFuture(refused);
    }
    JsonObject body = new JsonObject().put(field, value).put(QuestionEndpoints.TIMEOUT, millis);
    return ask(addresses.await(), subject, body, millis).mapEmpty();
  }

  @Override
  public Future<NetworkInfo> info() {
    return ask(addresses.info(), "info", null)
        .map(info -> NetworkInfo.fromJson((JsonObject) info, protocols::get))
        .recover(failed("info"));
  }

  @Override
  public Future<Void> dial(PeerId peer, NetworkAddress address) {
    if (peer == null || address == null) {
      return vertx.getOrCreateContext().failedFuture(missing(peer == null ? "peer" : "address"));
    }
    JsonObject body =
        new JsonObject().put("peer", peer.toString()).put("address", address.toString());
    return ask(addresses.adminDial(), "dial of " + peer, body).mapEmpty();
  }

  @Override
  public Future<Void> disconnect(PeerId peer) {
    if (peer == null) {
      return vertx.getOrCreateContext().failedFuture(missing("peer"));
    }
    JsonObject body = new JsonObject().put("peer", peer.toString());
    return ask(addresses.adminDisconnect(), "disconnect of " + peer, body).mapEmpty();
  }

  @Override
  public Future<Void> reloadIdentity() {
    return ask(addresses.adminReloadIdentity(), "reload-identity", new JsonObject()).mapEmpty();
  }

  @Override
  public Future<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds) {
    if (seeds == null || seeds.containsKey(null) || seeds.containsValue(null)) {
      return vertx.getOrCreateContext().failedFuture(missing("seed"));
    }
    return updateSeeds(PeerConfig.mapToJson(seeds));
  }

  @Override
  public Future<JsonObject> updateSeeds(JsonObject seeds) {
    if (seeds == null) {
      return vertx.getOrCreateContext().failedFuture(missing("seed"));
    }
    JsonObject body = new JsonObject().put("source", "config").put("peers", seeds);
    return ask(addresses.adminDiscovery(), "discovery", body).map(JsonObject.class::cast);
  }

  @Override
  public Future<JsonObject> updateValidatorSet(Buffer validatorSet) {
    return validatorSet == null
        ? vertx.getOrCreateContext().failedFuture(missing("validator set"))
        : ask(addresses.adminValidatorSet(), "validator-set", validatorSet)
            .map(JsonObject.class::cast);
  }

  @Override
  public Future<Void> close() {
    return handlers.close();
  }

  // ---- within

  private static DiemNetException check(
      PeerId peer, ProtocolId protocol, Buffer payload, SendOptions options) {
    return peer == null ? missing("peer") : check(protocol, payload, options);
  }

  private static DiemNetException check(ProtocolId protocol, Buffer payload, SendOptions options) {
    return protocol == null
        ? missing("protocol")
        : payload == null ? missing("payload") : options == null ? missing("send options") : null;
  }

  private static DiemNetException missing(String argument) {
    return new DiemNetException(FailureCode.INVALID_REQUEST, "no " + argument + " is given");
  }

  private Future<Message<Object>> request(
      String address, String peer, ProtocolId protocol, Buffer payload, SendOptions options) {
    know(protocol);
    DeliveryOptions delivery =
        new DeliveryOptions()
            .setCodecName(bufferCodec)
            .addHeader(InboundHeaders.PEER, peer)
            .addHeader(InboundHeaders.PROTOCOL, protocol.name());
    long timeout = DEFAULT_TIMEOUT;
    if (options.timeoutMillis() != 0) {
      timeout = Math.min(options.timeoutMillis(), DataRequest.MAX_TIMEOUT);
      delivery.addHeader("timeout", Long.toString(timeout));
    }
    if (options.priority() != 0) {
      delivery.addHeader(InboundHeaders.PRIORITY, Integer.toString(options.priority()));
    }
    return bus.request(address, payload, delivery.setSendTimeout(timeout + SPARE));
  }

  private Future<Object> ask(String address, String subject, Object body) {
    return ask(address, subject, body, body == null ? DEFAULT_TIMEOUT : SLOW_ADMIN);
  }

  private Future<Object> ask(String address, String subject, Object body, long limit) {
    return bus.request(address, body, new DeliveryOptions().setSendTimeout(limit + SPARE))
        .map(Message::body)
        .recover(failed(subject));
  }

  private void know(ProtocolId protocol) {
    protocols.putIfAbsent(protocol.name(), protocol);
  }

  private static <T> Function<Throwable, Future<T>> failed(String subject) {
    return cause -> Future.failedFuture(Failures.fromReply(subject, cause));
  }
}
