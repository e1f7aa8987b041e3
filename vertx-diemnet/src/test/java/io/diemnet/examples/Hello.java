package io.diemnet.examples;

// tag::hello[]
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

public class Hello {

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    PrivateKey aliceKey = PrivateKey.generate();
    PrivateKey bobKey = PrivateKey.generate();
    PeerId aliceId = PeerId.fromPublicKey(aliceKey.publicKey());
    PeerId bobId = PeerId.fromPublicKey(bobKey.publicKey());

    // Bob trusts the key of Alice, waits for the dial of Alice, and answers.
    PeerConfig alicePeer = PeerConfig.of(PeerRole.VALIDATOR).withKey(aliceKey.publicKey());
    DiemNet bob = DiemNet.create(vertx, options("bob", bobKey).addSeed(aliceId, alicePeer));
    bob.rpcHandler(
        ProtocolId.CONSENSUS_RPC,
        message -> Future.succeededFuture(Buffer.buffer("hello " + message.payload())));
    bob.start().await();

    // Alice dials the address of Bob, which names the key that Bob must prove.
    PeerConfig bobPeer = PeerConfig.of(bob.info().address(), PeerRole.VALIDATOR);
    DiemNet alice = DiemNet.create(vertx, options("alice", aliceKey).addSeed(bobId, bobPeer));
    alice.start().await();
    alice.whenConnected(bobId, Duration.ofSeconds(10)).await();

    Buffer answer = alice.rpc(bobId, ProtocolId.CONSENSUS_RPC, Buffer.buffer("alice")).await();
    System.out.println("bob answers: " + answer);
    vertx.close().await();
  }

  static DiemNetOptions options(String name, PrivateKey key) {
    return new DiemNetOptions()
        .setName(name)
        .setIdentity(new IdentityOptions().setPrivateKey(key))
        .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"));
  }
}
// end::hello[]
