/**
 * The connectivity manager: which peers to dial, where and when (specification section 10).
 *
 * <p>This package owns the peers that each discovery source lists, the trusted set derived from
 * them, the dial state of each peer, and why a known peer is not connected. It decides; the peer
 * manager dials and closes. {@link io.diemnet.vertx.impl.connectivity.PeerBook} and {@link
 * io.diemnet.vertx.impl.connectivity.ConnectivityPlan} are state machines with injected time and
 * randomness. One verticle with one timer drives them. When the verticle ends, the timer is
 * cancelled and nothing more is dialed. The state of a peer is freed when no source lists the peer
 * any more.
 */
package io.diemnet.vertx.impl.connectivity;
