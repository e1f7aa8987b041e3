package io.diemnet.vertx.impl.handshake;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;

/** The BCS form of a network id in a handshake message. Implementations are stateless. */
public interface NetworkIdCodec {

  /**
   * Reads one.
   *
   * @throws BcsException if these bytes are none
   */
  NetworkId read(BcsReader in);

  void write(NetworkId network, BcsWriter out);
}
