/**
 * The event-bus API of a network for applications in any language ({@code docs/event-bus.md}).
 *
 * <p>This package owns the consumers of the addresses of a network, the checks of the received
 * messages, the form of replies and failures, and the delivery of inbound messages to {@code
 * <n>.in.<Protocol>}. It has no queue of its own: messages that a consumer has not yet taken count
 * against the connection that received them. {@link
 * io.diemnet.vertx.impl.eventbus.EventBusService#close} unregisters all consumers of a network.
 *
 * <p>Consumers run on the context that registered them. {@link
 * io.diemnet.vertx.impl.eventbus.EventBusInbound} runs on the event loop of each connection. Events
 * are published on any thread.
 */
package io.diemnet.vertx.impl.eventbus;
