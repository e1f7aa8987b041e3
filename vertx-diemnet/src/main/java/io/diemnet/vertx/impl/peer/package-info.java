/**
 * One established connection to a peer (specification sections 7 and 8).
 *
 * <p>This package owns the RPCs in both directions, the direct sends, the outbound queue and the
 * inbound limits of a connection. The event loop of the socket owns a {@link
 * io.diemnet.vertx.impl.peer.Peer}. Other threads use a few thread-safe methods, which reserve room
 * in the outbound budget and hand over the message. The tables and queues ({@code OutboundCalls},
 * {@code InboundCalls}, {@code OutboundQueue}, {@code InboundFlow}, {@code WaitingAnswers}) do no
 * I/O and take the time as a parameter. A peer ends once, with a reason: gracefully on request, or
 * at once when the connection is lost. All pending calls then fail, and queued messages count as
 * failed. {@code CloseNotice} tells a remote of this library the reason before that.
 *
 * <p>{@code Traces} makes the spans of calls and messages for this room and those above it.
 */
package io.diemnet.vertx.impl.peer;
