/**
 * The peer manager: the connections of a network (specification section 9).
 *
 * <p>This package owns the registry with at most one connection for each peer, the tie-break, the
 * connection limits, the peer events and the callers that wait for peers. {@link
 * io.diemnet.vertx.impl.peermanager.PeerManagerVerticle} is the only writer. Senders on other
 * threads look up peers in the {@link io.diemnet.vertx.impl.peermanager.PeerRegistry}. When the
 * network is closed, every connection is closed gracefully first.
 */
package io.diemnet.vertx.impl.peermanager;
