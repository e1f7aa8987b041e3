package io.diemnet.examples.modular;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiemNetVerticle;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Starts two validators, connects them, calls one from the other and prints the answer. */
public final class Application {

  private static final NetworkAddress FREE_PORT = NetworkAddress.parse("/ip4/127.0.0.1/tcp/0");

  private Application() {}

  /** Runs once and ends with status 0, or with the failure. */
  @SuppressWarnings("SystemOut") // an example
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    try {
      System.out.println("answer: " + run(vertx));
      // By its name, as other languages do. Vert.x inspects its constructors.
      vertx
          .deployVerticle(
              DiemNetVerticle.class.getName(),
              new DeploymentOptions().setConfig(new JsonObject().put("name", "byname")))
          .await();
      System.out.println("methods: " + DiemNet.class.getMethods().length);
    } finally {
      vertx.close().await();
    }
  }

  static String run(Vertx vertx) {
    PrivateKey serverKey = PrivateKey.generate();
    PrivateKey clientKey = PrivateKey.generate();
    PeerId serverId = PeerId.fromPublicKey(serverKey.publicKey());
    PeerId clientId = PeerId.fromPublicKey(clientKey.publicKey());

    PeerConfig client =
        new PeerConfig(List.of(), List.of(clientKey.publicKey()), PeerRole.VALIDATOR);
    DiemNet server =
        DiemNet.create(vertx, validator("server", serverKey).addSeed(clientId, client));
    server.rpcHandler(
        ProtocolId.CONSENSUS_RPC, call -> Future.succeededFuture(call.payload().copy()));
    server.start().await();

    PeerConfig dialed = PeerConfig.of(server.info().address(), PeerRole.VALIDATOR);
    DiemNet caller =
        DiemNet.create(vertx, validator("client", clientKey).addSeed(serverId, dialed));
    caller.start().await();
    connected(vertx, caller).await();
    return caller
        .rpc(serverId, ProtocolId.CONSENSUS_RPC, Buffer.buffer("hello"))
        .await()
        .toString();
  }

  private static DiemNetOptions validator(String name, PrivateKey key) {
    return new DiemNetOptions()
        .setName(name)
        .setNetworkId(NetworkId.VALIDATOR)
        .setIdentity(new IdentityOptions().setPrivateKey(key))
        // A health ping is an RPC too: the meters should count the one call of this example.
        .setHealth(new HealthOptions().setInterval(600_000))
        .setListenAddress(FREE_PORT);
  }

  private static Future<Void> connected(Vertx vertx, DiemNet network) {
    Promise<Void> connected = Promise.promise();
    vertx.setPeriodic(
        20,
        timer -> {
          if (!network.peers().isEmpty() && connected.tryComplete()) {
            vertx.cancelTimer(timer);
          }
        });
    return connected.future();
  }
}
