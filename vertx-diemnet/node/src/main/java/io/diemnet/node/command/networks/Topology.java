package io.diemnet.node.command.networks;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes of a network on loopback, their keys and their ports. With full nodes it has the three
 * networks of Diem (specification section 10): {@code validator}, {@code vfn} between each
 * validator and its full node, and {@code public} among the full nodes.
 *
 * @param nodes the validators, and then the full nodes in the same order
 */
record Topology(List<Node> nodes) {

  private static final int PORTS_OF_NODE = 3;

  /**
   * One node process.
   *
   * @param name of the process, its files and its main network
   * @param index of the validator, or of the validator that this full node serves
   * @param mainPort of the validator or public network
   */
  record Node(
      String name, boolean validator, int index, PrivateKey key, int mainPort, int metricsPort) {

    PeerId peer() {
      return PeerId.fromPublicKey(key.publicKey());
    }

    /** The port of the network between a validator and its full node. */
    int vfnPort() {
      return metricsPort + 1;
    }

    /** Where others dial a port of this node. */
    NetworkAddress address(int port) {
      return NetworkAddress.parse("/ip4/127.0.0.1/tcp/" + port)
          .withNoise(key.publicKey(), NetworkAddress.HANDSHAKE_VERSION);
    }
  }

  Topology {
    nodes = List.copyOf(nodes);
  }

  /** How many ports in a row the nodes use. */
  static int ports(int validators, boolean fullNodes) {
    return PORTS_OF_NODE * validators * (fullNodes ? 2 : 1);
  }

  /** New keys, and ports from the first one on. */
  static Topology of(int validators, boolean fullNodes, int firstPort) {
    int count = validators * (fullNodes ? 2 : 1);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean validator = i < validators;
      int index = i % validators;
      int metricsPort = firstPort + count + 2 * i;
      nodes.add(
          new Node(
              (validator ? "validator-" : "full-node-") + index,
              validator,
              index,
              PrivateKey.generate(),
              firstPort + i,
              metricsPort));
    }
    return new Topology(nodes);
  }

  boolean hasFullNodes() {
    return nodes.stream().anyMatch(node -> !node.validator());
  }

  /** The full node of a validator, or the validator of a full node; null if there is none. */
  Node partner(Node node) {
    return nodes.stream()
        .filter(other -> other.index() == node.index() && other.validator() != node.validator())
        .findFirst()
        .orElse(null);
  }
}
