package io.diemnet.vertx;

import io.vertx.core.buffer.Buffer;

/**
 * A request or a direct send that came from a peer.
 *
 * @param peer who sent it, as Noise proved
 * @param protocol the application protocol
 * @param priority 0 to 255, higher is more urgent
 * @param payload the payload, in an array of its own: it may be kept
 */
public record InboundMessage(PeerId peer, ProtocolId protocol, int priority, Buffer payload) {}
