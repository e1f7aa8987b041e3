package io.diemnet.node.bridge;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * Two real networks, "near" and "far", that are connected, and bridges of the near one: what a
 * client does there meets a real peer.
 */
final class TwoNetworks implements AutoCloseable {

  static final ProtocolId CHAT = ProtocolId.custom("Chat", 40);

  private static final long WAIT_SECONDS = 60;

  final Vertx vertx = Vertx.vertx();
  final EventBusAddresses bus = EventBusAddresses.of("near");
  final DiemNet far;
  final PeerId farId;
  final PeerId nearId;
  private final DiemNetOptions nearOptions;
  private Bridges bridges;

  TwoNetworks() {
    PrivateKey nearKey = PrivateKey.generate();
    PrivateKey farKey = PrivateKey.generate();
    nearId = PeerId.fromPublicKey(nearKey.publicKey());
    farId = PeerId.fromPublicKey(farKey.publicKey());
    far =
        DiemNet.create(
            vertx,
            options("far", farKey)
                .addSeed(
                    nearId,
                    new PeerConfig(List.of(), List.of(nearKey.publicKey()), PeerRole.VALIDATOR)));
    await(far.start());
    nearOptions =
        options("near", nearKey)
            .addSeed(farId, PeerConfig.of(far.info().address(), PeerRole.VALIDATOR));
    DiemNet near = DiemNet.create(vertx, nearOptions);
    await(near.start());
    waitFor("the two to be connected", () -> far.peers().size() == 1 && near.peers().size() == 1);
  }

  private static DiemNetOptions options(String name, PrivateKey key) {
    return new DiemNetOptions()
        .setName(name)
        .setIdentity(new IdentityOptions().setPrivateKey(key))
        .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"))
        .addProtocol(CHAT);
  }

  /** Bridges on free ports, with a patience that tests can wait for. */
  Bridges open(BridgeConfig config) {
    return open(config, limits(config));
  }

  Bridges open(BridgeConfig config, BridgeLimits limits) {
    bridges = await(Bridges.open(vertx, config, List.of(nearOptions), limits));
    return bridges;
  }

  static BridgeLimits limits(BridgeConfig config) {
    return new BridgeLimits(
        config.maxFrameSize(), config.queueBytes(), 8, 16, 16, 16, 1000, 60_000);
  }

  static BridgeConfig config() {
    return config(null, false);
  }

  static BridgeConfig config(String token, boolean admin) {
    return new BridgeConfig(
        "127.0.0.1", 0, 0, token, admin, List.of(), null, 1024 * 1024, 1024 * 1024);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("nothing came within " + WAIT_SECONDS + " s", late);
    }
  }

  static void waitFor(String what, BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      return;
    }
    Awaitility.await(what)
        .atMost(WAIT_SECONDS, TimeUnit.SECONDS)
        .pollDelay(1, TimeUnit.MILLISECONDS)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(condition::getAsBoolean);
  }

  void closeBridges() {
    if (bridges != null) {
      await(bridges.close());
      bridges = null;
    }
  }

  @Override
  public void close() {
    closeBridges();
    await(vertx.close());
  }
}
