/**
 * From an address to a usable connection: listen, dial, and the upgrade of a socket through Noise
 * and handshake under one deadline (specification section 4).
 *
 * <p>A {@link io.diemnet.vertx.impl.transport.Transport} gives bare channels (TCP; in memory); an
 * upgrade makes a connection of a channel or closes it with a reason. One {@link
 * io.diemnet.vertx.impl.transport.TransportVerticle} on each event loop owns the upgrades in
 * progress there. It ends with the network: listening stops first, then upgrades in progress are
 * closed.
 */
package io.diemnet.vertx.impl.transport;
