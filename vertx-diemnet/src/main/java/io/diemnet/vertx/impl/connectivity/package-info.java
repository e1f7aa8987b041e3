/**
 * Whom to dial and when (specification section 10).
 *
 * <p>Owns what every discovery source says of every peer, the trusted set that follows from it, and
 * for each peer that is not connected when it is dialed next and where. It decides; the peer
 * manager dials and closes. The decisions are pure state machines on injected time and chance
 * ({@link io.diemnet.vertx.impl.connectivity.PeerBook}, {@link
 * io.diemnet.vertx.impl.connectivity.ConnectivityPlan}); one verticle with one timer drives them.
 * It ends with its verticle: the timer is cancelled and nothing is dialed any more. What it knows
 * of a peer is freed when the last source that listed the peer drops it.
 */
package io.diemnet.vertx.impl.connectivity;
