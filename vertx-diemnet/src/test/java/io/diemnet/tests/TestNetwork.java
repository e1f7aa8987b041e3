package io.diemnet.tests;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Real nodes on loopback TCP for tests: identities, options that know each other, waiting. */
final class TestNetwork {

  /** Generous: machines are slow and shared. */
  static final long WAIT_SECONDS = 60;

  static final NetworkAddress ANY_PORT = NetworkAddress.parse("/ip4/127.0.0.1/tcp/0");

  private TestNetwork() {}

  static <T> T await(Future<T> future) {
    try {
      return future.await(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new AssertionError("nothing came within " + WAIT_SECONDS + " s", late);
    }
  }

  static Throwable failure(Future<?> future) {
    try {
      await(future.mapEmpty());
    } catch (AssertionError notDone) {
      throw notDone;
    } catch (Throwable expected) {
      return expected;
    }
    throw new AssertionError("it should have failed");
  }

  static void waitFor(String what, BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      return; // without a thread of Awaitility's, and without its first pause
    }
    Awaitility.await(what)
        .atMost(WAIT_SECONDS, TimeUnit.SECONDS)
        .pollDelay(1, TimeUnit.MILLISECONDS)
        .pollInterval(2, TimeUnit.MILLISECONDS)
        .until(condition::getAsBoolean);
  }

  /** What was posted to the event loops before has been run when this returns. */
  static void settle(Vertx vertx) {
    for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loop.submit(() -> true).syncUninterruptibly().getNow();
    }
  }

  static PeerId id(PrivateKey key) {
    return PeerId.fromPublicKey(key.publicKey());
  }

  /** A validator of the testing chain on a free port of loopback. */
  static DiemNetOptions validator(String name, PrivateKey key) {
    return new DiemNetOptions()
        .setName(name)
        .setNetworkId(NetworkId.VALIDATOR)
        .setChainId(ChainId.parse("testing"))
        .setIdentity(new IdentityOptions().setPrivateKey(key))
        .setListenAddress(ANY_PORT);
  }

  /** Trusts a key, without an address to dial. */
  static PeerConfig trust(PrivateKey key) {
    return new PeerConfig(List.of(), List.of(key.publicKey()), PeerRole.VALIDATOR);
  }

  /** Trusts a node and dials it. */
  static PeerConfig dial(DiemNet node) {
    return PeerConfig.of(node.info().address(), PeerRole.VALIDATOR);
  }

  static DiemNet start(Vertx vertx, DiemNetOptions options) {
    DiemNet network = DiemNet.create(vertx, options);
    await(network.start());
    return network;
  }

  static boolean connected(DiemNet from, PeerId to) {
    return from.peers().stream().anyMatch(peer -> peer.peer().equals(to));
  }

  /** Two validators, b dialing a, connected. */
  record Pair(DiemNet a, DiemNet b, PeerId idA, PeerId idB) {

    static Pair start(Vertx vertx) {
      PrivateKey keyA = PrivateKey.generate();
      PrivateKey keyB = PrivateKey.generate();
      DiemNet a = TestNetwork.start(vertx, validator("a", keyA).addSeed(id(keyB), trust(keyB)));
      DiemNet b = TestNetwork.start(vertx, validator("b", keyB).addSeed(id(keyA), dial(a)));
      waitFor("a and b to be connected", () -> connected(a, id(keyB)) && connected(b, id(keyA)));
      return new Pair(a, b, id(keyA), id(keyB));
    }
  }
}
