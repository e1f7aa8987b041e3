package io.diemnet.tests;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.WireProfile;

/** Options of nodes of the Aptos profile on loopback. */
final class AptosNodes {

  private AptosNodes() {}

  static DiemNetOptions node(String name, NetworkId network, PrivateKey key) {
    return new DiemNetOptions()
        .setProfile(WireProfile.APTOS)
        .setName(name)
        .setNetworkId(network)
        .setChainId(ChainId.TESTING)
        .setIdentity(new IdentityOptions().setPrivateKey(key))
        .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"));
  }

  static DiemNetOptions publicNode(String name) {
    return node(name, NetworkId.PUBLIC, PrivateKey.generate());
  }

  static PeerId id(PrivateKey key) {
    return PeerId.fromPublicKey(key.publicKey(), WireProfile.APTOS);
  }
}
