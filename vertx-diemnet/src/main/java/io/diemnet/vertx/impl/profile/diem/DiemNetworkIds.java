package io.diemnet.vertx.impl.profile.diem;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.handshake.NetworkIdCodec;

/** Three variants: validator, public, and private with a name (specification section 6). */
final class DiemNetworkIds implements NetworkIdCodec {

  @Override
  public NetworkId read(BcsReader in) {
    return switch (in.readVariant(3)) {
      case 0 -> NetworkId.VALIDATOR;
      case 1 -> NetworkId.PUBLIC;
      default -> NetworkId.privateNetwork(in.readString());
    };
  }

  @Override
  public void write(NetworkId network, BcsWriter out) {
    out.writeUleb128(network.kind().number());
    if (network.kind() == NetworkId.Kind.PRIVATE) {
      out.writeString(network.name());
    }
  }
}
