/**
 * The transport: from an address to an established connection (specification section 4).
 *
 * <p>This package owns listening, dialing, and the upgrade of a channel through the Noise and
 * DiemNet handshakes within one deadline. A {@link io.diemnet.vertx.impl.transport.Transport}
 * creates channels, over TCP or in memory. An upgrade turns a channel into a connection, or closes
 * it with a reason. One {@link io.diemnet.vertx.impl.transport.TransportVerticle} on each event
 * loop owns the upgrades in progress. When the network is closed, it stops listening first and then
 * closes the upgrades in progress.
 */
package io.diemnet.vertx.impl.transport;
