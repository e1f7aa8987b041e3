/**
 * {@link io.diemnet.vertx.DiemNet} and {@link io.diemnet.vertx.DiemNetClient} with the same calls
 * returning {@code Uni} and {@code Multi} of SmallRye Mutiny, an optional dependency.
 *
 * <p>A Uni calls when it is subscribed to, once for each subscription. Cancelling one that is an
 * RPC gives the call up and frees its slot. What arrives comes as a Multi with back-pressure: what
 * its subscriber has not asked for counts against the network's inbound bound. The classes are thin
 * and hold no connections; a network ends with {@code close()}.
 */
package io.diemnet.vertx.mutiny;
