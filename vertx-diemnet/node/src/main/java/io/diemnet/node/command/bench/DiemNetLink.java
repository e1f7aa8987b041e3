package io.diemnet.node.command.bench;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.WireProfile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The network itself, from its public interface to the handlers. */
final class DiemNetLink implements Link {

  private final Vertx clientVertx;
  private final Vertx serverVertx;
  private final DiemNet node;
  private final DiemNet client;
  private final Context context;
  private final PeerId server;
  private final AtomicLong received = new AtomicLong();

  private final WireProfile profile;
  private final ProtocolId requests;
  private final ProtocolId messages;

  DiemNetLink(boolean nativeTransport, WireProfile profile) {
    this.profile = profile;
    requests = ProtocolId.builtIn(profile).get(0);
    messages = ProtocolId.builtIn(profile).get(2);
    clientVertx = Loops.one(nativeTransport);
    serverVertx = Loops.one(nativeTransport);
    PrivateKey clientKey = PrivateKey.generate();
    PrivateKey serverKey = PrivateKey.generate();
    PeerId clientId = PeerId.fromPublicKey(clientKey.publicKey(), profile);
    server = PeerId.fromPublicKey(serverKey.publicKey(), profile);
    node = DiemNet.create(serverVertx, options("server", serverKey, clientId, clientKey));
    node.start().await();
    client = DiemNet.create(clientVertx, options("client", clientKey, server, serverKey));
    client.start().await();
    Promise<Void> ready = Promise.promise();
    serverVertx.runOnContext(
        here -> {
          node.directSendHandler(messages, message -> received.lazySet(received.getPlain() + 1));
          node.rpcHandler(requests, message -> Future.succeededFuture(message.payload()));
          ready.complete();
        });
    ready.future().await();
    client.dial(server, node.info().address()).await();
    context = clientVertx.getOrCreateContext();
  }

  private DiemNetOptions options(String name, PrivateKey key, PeerId other, PrivateKey otherKey) {
    DiemNetOptions options = new DiemNetOptions().setProfile(profile);
    if (profile == WireProfile.APTOS) {
      options.addProtocol(requests).addProtocol(messages);
    }
    return options
        .setName(name)
        .setNetworkId(NetworkId.VALIDATOR)
        .setChainId(ChainId.parse("testing"))
        .setIdentity(new IdentityOptions().setPrivateKey(key))
        .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"))
        .setLimits(new LimitsOptions().setMaxPendingRpcs(1000))
        .addSeed(
            other, new PeerConfig(List.of(), List.of(otherKey.publicKey()), PeerRole.VALIDATOR));
  }

  Vertx clientVertx() {
    return clientVertx;
  }

  /** Lets a consumer on the event bus answer the server's RPCs. */
  void serveOnBus() {
    node.rpcHandler(requests, null);
    Promise<Void> ready = Promise.promise();
    serverVertx.runOnContext(
        here -> {
          serverVertx
              .eventBus()
              .<Buffer>localConsumer(
                  "diemnet.server.in." + requests.name(), message -> message.reply(message.body()));
          ready.complete();
        });
    ready.future().await();
  }

  DeliveryOptions busOptions() {
    return new DeliveryOptions()
        .addHeader("peer", server.toString())
        .addHeader("protocol", requests.name());
  }

  @Override
  public String name() {
    return profile == WireProfile.DIEM ? "vertx-diemnet" : "vertx-diemnet " + profile;
  }

  @Override
  public Context context() {
    return context;
  }

  @Override
  public long received() {
    return received.get();
  }

  @Override
  public void directSend(Buffer payload) {
    Future<Void> queued = client.directSend(server, messages, payload);
    if (queued.failed()) {
      throw new IllegalStateException(queued.cause());
    }
  }

  @Override
  public boolean full() {
    return client.writeQueueFull(server);
  }

  @Override
  public void onDrain(Runnable handler) {
    client.drainHandler(server, drained -> handler.run());
  }

  @Override
  public void rpc(Buffer request, Consumer<Buffer> response) {
    client
        .rpc(server, requests, request)
        .onComplete(
            answer -> {
              if (answer.failed()) {
                throw new IllegalStateException(answer.cause());
              }
              response.accept(answer.result());
            });
  }

  @Override
  public void close() {
    clientVertx.close().await();
    serverVertx.close().await();
  }
}
