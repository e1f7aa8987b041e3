package io.diemnet.vertx.impl.profile.aptos;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.handshake.NetworkIdCodec;

/**
 * Five variants for three networks (section 1). The vfn network is written as a private network of
 * that name; any private network is read as vfn.
 */
final class AptosNetworkIds implements NetworkIdCodec {

  @Override
  public NetworkId read(BcsReader in) {
    return switch (in.readVariant(5)) {
      case 0 -> NetworkId.VALIDATOR;
      case 1, 4 -> NetworkId.PUBLIC;
      case 2 -> {
        in.readString();
        yield NetworkId.vfn();
      }
      default -> NetworkId.vfn();
    };
  }

  @Override
  public void write(NetworkId network, BcsWriter out) {
    switch (network.kind()) {
      case VALIDATOR -> out.writeUleb128(0);
      case PUBLIC -> out.writeUleb128(1);
      case PRIVATE -> out.writeUleb128(2).writeString(NetworkId.vfn().name());
    }
  }
}
