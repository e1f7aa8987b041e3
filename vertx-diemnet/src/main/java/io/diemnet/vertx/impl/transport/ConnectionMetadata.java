package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.handshake.MessagingVersion;
import java.util.BitSet;
import java.util.List;

/**
 * Describes a connection whose handshake is complete (specification section 4).
 *
 * @param connectionId counts up within a network, from 0
 * @param address inbound: where it came from with the Noise key appended; outbound: as dialed
 * @param role in the trusted set when the handshake was complete
 * @param version the messaging version that was negotiated
 * @param protocols the application protocols both sides speak
 * @param connectedAt milliseconds since 1970
 */
public record ConnectionMetadata(
    PeerId peer,
    long connectionId,
    NetworkAddress address,
    ConnectionOrigin origin,
    PeerRole role,
    MessagingVersion version,
    List<ProtocolId> protocols,
    long connectedAt) {

  /** The common protocols by number, for look-ups without boxing. */
  public BitSet protocolNumbers() {
    BitSet numbers = new BitSet();
    protocols.forEach(protocol -> numbers.set(protocol.number()));
    return numbers;
  }
}
