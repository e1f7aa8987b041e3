package io.diemnet.node.command.bench;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Nodes in this process that trust each other. The scenario connects them. */
final class Nodes implements AutoCloseable {

  private final Vertx vertx;
  private final List<DiemNet> nodes = new ArrayList<>();
  private final List<PrivateKey> keys = new ArrayList<>();

  /** Starts the nodes, with health checks every 10 s. */
  Nodes(Vertx vertx, int count, String listen) {
    this.vertx = vertx;
    for (int i = 0; i < count; i++) {
      keys.add(PrivateKey.generate());
    }
    for (int i = 0; i < count; i++) {
      DiemNetOptions options =
          new DiemNetOptions()
              .setName("bench-" + i)
              .setNetworkId(NetworkId.VALIDATOR)
              .setChainId(ChainId.parse("testing"))
              .setIdentity(new IdentityOptions().setPrivateKey(keys.get(i)))
              .setHealth(new HealthOptions().setInterval(10_000))
              .setListenAddress(NetworkAddress.parse(listen));
      for (PrivateKey key : keys) {
        if (!key.equals(keys.get(i))) {
          options.addSeed(
              PeerId.fromPublicKey(key.publicKey()),
              new PeerConfig(List.of(), List.of(key.publicKey()), PeerRole.VALIDATOR));
        }
      }
      nodes.add(DiemNet.create(vertx, options));
    }
    List<Future<Void>> starts = new ArrayList<>();
    nodes.forEach(node -> starts.add(node.start()));
    Future.all(starts).await();
  }

  DiemNet get(int index) {
    return nodes.get(index);
  }

  PeerId id(int index) {
    return PeerId.fromPublicKey(keys.get(index).publicKey());
  }

  int size() {
    return nodes.size();
  }

  /** Connects every node with every other, with a limited number of dials at a time. */
  void connectAll() {
    for (int i = 0; i < size(); i++) {
      List<Future<?>> dials = new ArrayList<>();
      for (int j = i + 1; j < size(); j++) {
        dials.add(get(i).dial(id(j), get(j).info().address()));
      }
      Future.all(dials).await();
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
