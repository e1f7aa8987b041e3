package io.diemnet.vertx;

import io.vertx.core.buffer.Buffer;

/**
 * A request or a direct send from a peer.
 *
 * @param peer the sender, authenticated by Noise
 * @param protocol the application protocol
 * @param priority the priority, 0 to 255; a higher value is more urgent
 * @param payload the payload, which the receiver may keep; it is not shared
 */
public record InboundMessage(PeerId peer, ProtocolId protocol, int priority, Buffer payload) {}
