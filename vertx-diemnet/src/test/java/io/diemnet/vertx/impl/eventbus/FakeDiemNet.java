package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NetworkInfo;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PeerSubscription;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;

/** A network without a network: records what is asked of it and answers as it was told to. */
public class FakeDiemNet implements DiemNet {

  static final PeerId SELF = PeerId.parse("00".repeat(16));
  static final PeerId ALICE = PeerId.parse("a1".repeat(16));
  static final PeerId BOB = PeerId.parse("b0".repeat(16));
  static final PeerId CAROL = PeerId.parse("c4".repeat(16));
  static final ProtocolId CHAT = ProtocolId.custom("ChatDirectSend", 32);
  static final PublicKey KEY = PublicKey.parse("11".repeat(32));
  static final NetworkAddress ADDRESS =
      NetworkAddress.parse("/ip4/127.0.0.1/tcp/6180/ln-noise-ik/" + KEY + "/ln-handshake/0");

  record Sent(PeerId peer, ProtocolId protocol, Buffer payload, SendOptions options) {}

  final String name;
  final List<Sent> rpcs = Collections.synchronizedList(new ArrayList<>());
  final List<Sent> directSends = Collections.synchronizedList(new ArrayList<>());
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  final List<Object> updates = Collections.synchronizedList(new ArrayList<>());
  final Set<PeerId> connected = new ConcurrentSkipListSet<>(List.of(ALICE, BOB));
  volatile Function<Sent, Future<Buffer>> responder =
      sent -> Future.succeededFuture(sent.payload());
  volatile FailureCode failure;

  public FakeDiemNet(String name) {
    this.name = name;
  }

  @Override
  public Future<Void> start() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions options) {
    Sent sent = new Sent(peer, protocol, request, options);
    rpcs.add(sent);
    DiemNetException failed = failure(peer);
    return failed == null ? responder.apply(sent) : Future.failedFuture(failed);
  }

  @Override
  public Future<Void> directSend(
      PeerId peer, ProtocolId protocol, Buffer message, SendOptions options) {
    directSends.add(new Sent(peer, protocol, message, options));
    DiemNetException failed = failure(peer);
    return failed == null ? Future.succeededFuture() : Future.failedFuture(failed);
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions options) {
    Map<PeerId, DiemNetException> failures = new LinkedHashMap<>();
    for (PeerId peer : peers) {
      directSends.add(new Sent(peer, protocol, message, options));
      DiemNetException failed = failure(peer);
      if (failed != null) {
        failures.put(peer, failed);
      }
    }
    return Future.succeededFuture(failures);
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions options) {
    return broadcast(connected, protocol, message, options);
  }

  private DiemNetException failure(PeerId peer) {
    if (failure != null) {
      return new DiemNetException(failure, "told to fail");
    }
    return connected.contains(peer)
        ? null
        : new DiemNetException(FailureCode.NOT_CONNECTED, "there is no connection");
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
  public List<PeerInfo> peers() {
    return connected.stream().map(FakeDiemNet::peerInfo).toList();
  }

  static PeerInfo peerInfo(PeerId peer) {
    return new PeerInfo(
        peer,
        ADDRESS,
        ConnectionOrigin.OUTBOUND,
        PeerRole.VALIDATOR,
        List.of(ProtocolId.CONSENSUS_RPC, CHAT),
        1_000,
        peer.equals(ALICE) ? 0.25 : null,
        1,
        2,
        3,
        4);
  }

  @Override
  public Future<List<KnownPeer>> knownPeers() {
    return Future.succeededFuture(
        List.of(
            new KnownPeer(
                ALICE,
                KnownPeer.State.CONNECTED,
                PeerRole.VALIDATOR,
                true,
                false,
                List.of(ADDRESS),
                1_000,
                null,
                null,
                null,
                peerInfo(ALICE)),
            new KnownPeer(
                CAROL,
                KnownPeer.State.WAITING,
                PeerRole.VALIDATOR,
                true,
                true,
                List.of(ADDRESS),
                2_000,
                "back-off after 2 failures",
                3_000L,
                "TCP connect: refused",
                null)));
  }

  @Override
  public Future<Void> whenConnected(PeerId peer, Duration timeout) {
    return waited("peer " + peer, timeout);
  }

  @Override
  public Future<Void> whenConnected(int peers, Duration timeout) {
    return waited("count " + peers, timeout);
  }

  @Override
  public Future<Void> whenConnected(Duration timeout) {
    return waited("all", timeout);
  }

  private Future<Void> waited(String what, Duration timeout) {
    calls.add("await " + what + " " + timeout.toMillis());
    return failure == null
        ? Future.succeededFuture()
        : Future.failedFuture(new DiemNetException(failure, "told to fail"));
  }

  @Override
  public NetworkInfo info() {
    return new NetworkInfo(
        name,
        SELF,
        KEY,
        ADDRESS,
        NetworkId.VALIDATOR,
        NodeRole.VALIDATOR,
        ChainId.TESTING,
        true,
        List.of(ProtocolId.CONSENSUS_RPC, CHAT),
        5_000,
        "jdk",
        Map.of("timeout", 2L),
        Map.of());
  }

  @Override
  public ProtocolId protocol(String protocolName) {
    if (protocolName.equals(CHAT.name())) {
      return CHAT;
    }
    return ProtocolId.builtIn().stream()
        .filter(protocol -> protocol.name().equals(protocolName))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    calls.add("dial " + peer + " " + address);
    if (failure != null) {
      return Future.failedFuture(new DiemNetException(failure, "told to fail"));
    }
    if (!connected.add(peer)) {
      return Future.failedFuture(
          new DiemNetException(FailureCode.ALREADY_CONNECTED, "already connected"));
    }
    return Future.succeededFuture(peerInfo(peer));
  }

  @Override
  public Future<Void> disconnect(PeerId peer) {
    calls.add("disconnect " + peer);
    if (!connected.remove(peer)) {
      return Future.failedFuture(
          new DiemNetException(FailureCode.NOT_CONNECTED, "there is no connection"));
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> reloadIdentity() {
    updates.add("reload");
    return Future.succeededFuture();
  }

  @Override
  public Future<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<JsonObject> updateSeeds(JsonObject seeds) {
    updates.add(seeds);
    return Future.succeededFuture(new JsonObject().put("peers", seeds.size()));
  }

  @Override
  public Future<JsonObject> updateValidatorSet(Buffer validatorSet) {
    updates.add(validatorSet);
    return validatorSet.length() == 0
        ? Future.failedFuture(new DiemNetException(FailureCode.INVALID_REQUEST, "no such set"))
        : Future.succeededFuture(new JsonObject().put("validators", 1));
  }

  @Override
  public boolean writeQueueFull(PeerId peer) {
    return false;
  }

  @Override
  public DiemNet drainHandler(PeerId peer, Handler<Void> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
