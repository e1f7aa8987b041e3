/**
 * The bridges: the event bus for other languages and for browsers.
 *
 * <p>Owns the TCP port (frames of vertx-tcp-eventbus-bridge, in code of its own) and the web port
 * (vertx-web's SockJS at {@code /eventbus}, the dashboard at {@code /}). Both have access control
 * ({@link io.diemnet.node.bridge.Token}, {@link io.diemnet.node.bridge.WebGuard}), permissions
 * ({@link io.diemnet.node.bridge.Permissions}), and use the event bus through one {@link
 * io.diemnet.node.bridge.BridgeSession} per client.
 *
 * <p>{@link io.diemnet.node.bridge.LocalBridge} is the same for the control socket.
 *
 * <p>No data that a client sends, announces or leaves unread grows the memory beyond {@link
 * io.diemnet.node.bridge.BridgeLimits}, or harms another client. The client gets an error frame, or
 * its connection ends. The handlers and pending answers of a disconnected client are removed.
 *
 * <p>Threads: each port is a {@link io.diemnet.node.port.Port} with its own event loop, which does
 * all work for its clients. No loop that carries peers reads or writes JSON for a client. Ends when
 * its verticles are undeployed.
 */
package io.diemnet.node.bridge;
