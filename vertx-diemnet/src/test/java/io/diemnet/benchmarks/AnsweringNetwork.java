package io.diemnet.benchmarks;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NetworkInfo;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerSubscription;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A network without peers that answers each RPC at once with its request. */
final class AnsweringNetwork implements DiemNet {

  private static final PublicKey KEY = PublicKey.parse("11".repeat(PublicKey.LENGTH));

  private final NetworkInfo info;

  AnsweringNetwork(String name) {
    info =
        new NetworkInfo(
            name,
            PeerId.fromPublicKey(KEY),
            KEY,
            NetworkAddress.parse("/ip4/127.0.0.1/tcp/6180/ln-noise-ik/" + KEY + "/ln-handshake/0"),
            NetworkId.VALIDATOR,
            NodeRole.VALIDATOR,
            ChainId.TESTING,
            true,
            List.of(ProtocolId.CONSENSUS_RPC),
            0,
            "none",
            Map.of(),
            Map.of());
  }

  @Override
  public Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions options) {
    return Future.succeededFuture(request);
  }

  @Override
  public ProtocolId protocol(String name) {
    return name.equals(ProtocolId.CONSENSUS_RPC.name()) ? ProtocolId.CONSENSUS_RPC : null;
  }

  @Override
  public NetworkInfo info() {
    return info;
  }

  @Override
  public List<PeerInfo> peers() {
    return List.of();
  }

  @Override
  public boolean writeQueueFull(PeerId peer) {
    return false;
  }

  @Override
  public Future<Void> start() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> directSend(
      PeerId peer, ProtocolId protocol, Buffer message, SendOptions options) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions options) {
    return Future.succeededFuture(Map.of());
  }

  @Override
  public DiemNet rpcHandler(ProtocolId protocol, Function<InboundMessage, Future<Buffer>> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DiemNet directSendHandler(ProtocolId protocol, Handler<InboundMessage> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DiemNet asyncDirectSendHandler(
      ProtocolId protocol, Function<InboundMessage, ? extends Future<?>> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DiemNet peerHandler(Handler<PeerEvent> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PeerSubscription subscribe(Handler<PeerEvent> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions options) {
    return Future.succeededFuture(Map.of());
  }

  @Override
  public Future<Void> reloadIdentity() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<JsonObject> updateSeeds(JsonObject seeds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<JsonObject> updateValidatorSet(Buffer validatorSet) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DiemNet drainHandler(PeerId peer, Handler<Void> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> disconnect(PeerId peer) {
    throw new UnsupportedOperationException();
  }
}
