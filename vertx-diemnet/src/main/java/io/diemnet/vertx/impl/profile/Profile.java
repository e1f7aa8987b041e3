package io.diemnet.vertx.impl.profile;

import io.diemnet.vertx.impl.handshake.HandshakeRules;
import io.diemnet.vertx.impl.noise.PeerIds;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.ProtocolTable;

/**
 * All that differs between DiemNet v1 and the protocols that descend from it. A network has one
 * profile, for its whole life. Implementations are stateless: what a connection remembers is made
 * by {@link MessageCodec} for each connection.
 */
public interface Profile {

  /** Length, derivation and text of PeerIds; the length also gives the Noise client message's. */
  PeerIds peerIds();

  /** The text of network addresses and their rules. */
  AddressSyntax addresses();

  /** How two handshake messages are read and how they agree. */
  HandshakeRules handshake();

  /** The built-in protocols and the numbers left for others. */
  ProtocolTable protocols();

  /** The bytes of messages, and how long ones are divided. */
  MessageCodec messages();

  /** Whom a node dials, and what it takes a stranger for. */
  Roles roles();

  /** The limits and the health check of a network that configures none. */
  Defaults defaults();

  /**
   * Whether nodes choose peers by latency, which they measure with connections that end without a
   * byte. Such inbound connections are then not told as refused.
   */
  default boolean probed() {
    return false;
  }

  /**
   * Whether nodes answer the peer monitoring service and measure round trips with it. If so, {@code
   * PeerMonitoringServiceRpc} is one of the built-in protocols.
   */
  default boolean monitored() {
    return false;
  }
}
