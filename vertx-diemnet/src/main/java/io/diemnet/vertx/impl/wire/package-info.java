/**
 * Messages: what two peers exchange after their handshake.
 *
 * <p>Owns the {@link io.diemnet.vertx.impl.wire.NetworkMessage} records, their BCS, the frames that
 * carry them, and the limit of a frame (specification section 7). {@link
 * io.diemnet.vertx.impl.wire.MessageCodec} is the part of a wire profile that decides the format.
 * Decoder and encoder do no I/O; a decoder belongs to one connection's event loop. It holds memory
 * only for payload bytes that came, gives each payload an array of its own, and stops for good at
 * the first frame over the limit. A message that does not parse is skipped and reported.
 */
package io.diemnet.vertx.impl.wire;
