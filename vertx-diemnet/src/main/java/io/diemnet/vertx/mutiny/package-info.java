/**
 * {@link io.diemnet.vertx.DiemNet} and {@link io.diemnet.vertx.DiemNetClient} with {@code Uni} and
 * {@code Multi} of SmallRye Mutiny, an optional dependency.
 *
 * <p>A Uni makes its call once for each subscription. Cancelling the Uni of an RPC cancels the call
 * and frees its slot. A Multi of messages applies back-pressure: messages that its subscriber has
 * not requested count against the inbound limit of the network. The package owns only these
 * adapters and their subscriptions. It owns no connections; {@code close()} closes the network.
 */
package io.diemnet.vertx.mutiny;
