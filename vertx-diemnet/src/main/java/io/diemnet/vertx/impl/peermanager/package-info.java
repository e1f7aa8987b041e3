/**
 * All connections of a network: who is connected, at most once each, within which limits, and who
 * is told (specification section 9).
 *
 * <p>{@link io.diemnet.vertx.impl.peermanager.PeerManagerVerticle} is the one owner; senders on
 * other threads look peers up in {@link io.diemnet.vertx.impl.peermanager.PeerRegistry}, which only
 * the peer manager changes. It ends with the network: every connection is closed gracefully first.
 */
package io.diemnet.vertx.impl.peermanager;
