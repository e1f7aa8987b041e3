package io.diemnet.examples;

// tag::two-nodes[]
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiemNetVerticle;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;

public class TwoNodes {

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    PrivateKey aliceKey = PrivateKey.generate();
    PrivateKey bobKey = PrivateKey.generate();
    PeerId alice = PeerId.fromPublicKey(aliceKey.publicKey());
    PeerId bob = PeerId.fromPublicKey(bobKey.publicKey());

    // Bob trusts the key of Alice and waits for Alice to dial.
    PeerConfig trustAlice = PeerConfig.of(PeerRole.VALIDATOR).withKey(aliceKey.publicKey());
    DiemNetVerticle bobNode =
        new DiemNetVerticle(options("bob", bobKey).addSeed(alice, trustAlice));
    vertx.deployVerticle(bobNode).await();
    NetworkAddress bobAddress = bobNode.network().info().address();

    // Bob serves a protocol: a consumer on the event bus replies.
    vertx.eventBus().<Buffer>consumer("diemnet.bob.in.ConsensusRpc", m -> m.reply(m.body()));

    // Alice dials the address of Bob and waits for the connection.
    PeerConfig dialBob = PeerConfig.of(bobAddress, PeerRole.VALIDATOR);
    DiemNetVerticle aliceNode =
        new DiemNetVerticle(options("alice", aliceKey).addSeed(bob, dialBob));
    vertx.deployVerticle(aliceNode).await();
    aliceNode.network().whenConnected(bob, Duration.ofSeconds(10)).await();

    // Alice calls Bob.
    DeliveryOptions to =
        new DeliveryOptions()
            .addHeader("peer", bob.toString())
            .addHeader("protocol", "ConsensusRpc");
    Buffer answer =
        vertx
            .eventBus()
            .<Buffer>request("diemnet.alice.rpc", Buffer.buffer("hello"), to)
            .await()
            .body();
    System.out.println("bob answers " + answer);
    vertx.close().await();
  }

  static DiemNetOptions options(String name, PrivateKey key) {
    return new DiemNetOptions()
        .setName(name)
        .setIdentity(new IdentityOptions().setPrivateKey(key))
        .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"));
  }
}
// end::two-nodes[]
