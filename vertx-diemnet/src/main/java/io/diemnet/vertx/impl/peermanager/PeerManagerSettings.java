package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.peer.DeadlineScan;
import io.diemnet.vertx.impl.peer.PeerEnvironment;
import io.diemnet.vertx.impl.transport.Dialer;
import io.netty.channel.EventLoop;
import java.util.function.Function;

/**
 * What the peer manager works with.
 *
 * @param unknown bounds the inbound connections of peers that the trusted set does not know
 * @param waits the callers that wait for peers
 * @param environment what all connections share
 * @param deadlines gives the timer of an event loop
 */
public record PeerManagerSettings(
    String network,
    PeerId ownPeerId,
    UnknownPeers unknown,
    ConnectionWaits waits,
    Dialer dialer,
    PeerEnvironment environment,
    Function<EventLoop, ? extends DeadlineScan> deadlines) {}
