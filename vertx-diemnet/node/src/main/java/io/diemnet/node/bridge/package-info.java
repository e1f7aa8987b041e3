/**
 * The bridges: the event bus for other languages and for browsers.
 *
 * <p>Owns the TCP port (frames of vertx-tcp-eventbus-bridge, in code of its own) and the web port
 * (vertx-web's SockJS at {@code /eventbus}, the dashboard at {@code /}). Both know who may come in
 * ({@link io.diemnet.node.bridge.Token}, {@link io.diemnet.node.bridge.WebGuard}), what may pass
 * ({@link io.diemnet.node.bridge.Permissions}), and speak to the event bus through one {@link
 * io.diemnet.node.bridge.BridgeSession} per client.
 *
 * <p>Nothing that a client sends, announces or leaves unread grows the memory beyond {@link
 * io.diemnet.node.bridge.BridgeLimits}, or harms another client: it is answered with an error
 * frame, or its connection ends. The handlers and the answers of a client that is gone are
 * forgotten.
 *
 * <p>Threads: each port is a {@link io.diemnet.node.port.Port} with an event loop of its own, and
 * everything of a client happens there. No loop that carries peers reads or writes JSON for a
 * client. Ends when its verticles are undeployed.
 */
package io.diemnet.node.bridge;
