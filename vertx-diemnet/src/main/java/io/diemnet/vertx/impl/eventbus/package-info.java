/**
 * The outer edge: what applications in any language say to a network over the event bus, and what
 * the network says to them ({@code docs/event-bus.md}).
 *
 * <p>Owns the consumers of a network's addresses, the checks of what arrives there, the form of
 * every answer and failure, and the way of inbound messages to {@code <n>.in.<Protocol>}. It holds
 * no queue of its own: what a consumer has not taken yet counts against the connection it came
 * over. All consumers of a network end with {@link io.diemnet.vertx.impl.eventbus.EventBusService
 * #close}.
 *
 * <p>Threads: consumers run on the context that registered them, {@link
 * io.diemnet.vertx.impl.eventbus.EventBusInbound} on each connection's loop, publishing on any.
 */
package io.diemnet.vertx.impl.eventbus;
