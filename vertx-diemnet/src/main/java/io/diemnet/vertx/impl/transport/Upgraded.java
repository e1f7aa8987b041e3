package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.handshake.MessagingVersion;
import io.diemnet.vertx.impl.peer.EstablishedChannel;
import java.util.List;

/**
 * A connection whose handshake is complete.
 *
 * @param role inbound: as the handshake saw it; outbound: to be looked up when it is registered
 * @param version the messaging version that was negotiated
 * @param protocols what both sides speak
 */
public record Upgraded(
    EstablishedChannel established,
    PeerId peer,
    PublicKey remoteKey,
    PeerRole role,
    ConnectionOrigin origin,
    NetworkAddress address,
    MessagingVersion version,
    List<ProtocolId> protocols) {}
