/**
 * One live connection: inbound and outbound RPCs, direct sends, the outbound queue and the inbound
 * bounds (specification sections 7 and 8).
 *
 * <p>A {@link io.diemnet.vertx.impl.peer.Peer} is owned by the event loop of its socket. Other
 * threads reach it through a few thread-safe methods, which reserve room in its outbound budget and
 * hand the message over. The tables and queues ({@code OutboundCalls}, {@code InboundCalls}, {@code
 * OutboundQueue}, {@code InboundFlow}, {@code WaitingAnswers}) do no I/O and take the time as a
 * parameter. A peer ends once, with a reason: gracefully by request, or at once when the connection
 * is lost; then every pending call fails and what was queued is counted as failed.
 */
package io.diemnet.vertx.impl.peer;
