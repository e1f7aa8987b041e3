package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.peer.PeerVerticle;
import io.diemnet.vertx.impl.transport.Upgraded;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * What the peer manager works with.
 *
 * @param unknown bounds the inbound connections of peers that the trusted set does not know
 * @param homes the verticle that owns the connections of an event loop
 */
public record PeerManagerSettings(
    String network,
    PeerId ownPeerId,
    UnknownPeers unknown,
    TrustedPeers trusted,
    Dialer dialer,
    Function<EventLoop, PeerVerticle> homes) {

  /** Makes a connection, from any thread. */
  public interface Dialer {

    /** Dials on one of the network's event loops; fails with an {@code UpgradeException}. */
    Future<Upgraded> dial(PeerId peer, NetworkAddress address);
  }
}
