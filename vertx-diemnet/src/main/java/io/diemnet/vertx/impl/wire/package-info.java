/**
 * The messages between two peers (specification section 7).
 *
 * <p>This package owns the {@link io.diemnet.vertx.impl.wire.NetworkMessage} records, their
 * encoding, and the length-prefixed frames with their limit. {@link
 * io.diemnet.vertx.impl.wire.MessageCodec} is the part of a wire profile that decides the format.
 * Decoder and encoder do no I/O and belong to the event loop of one connection. The decoder
 * allocates memory only for received payload bytes, and each payload has an array of its own. The
 * first frame over the limit ends the decoding. A message that cannot be parsed is skipped and
 * reported.
 */
package io.diemnet.vertx.impl.wire;
