/**
 * Messages: what two peers say to each other once they know who they are.
 *
 * <p>Owns the {@link io.diemnet.vertx.impl.wire.NetworkMessage} records, their bytes and the frames
 * that carry them, with their limit (specification section 7). Decoder and encoder do no I/O and
 * belong to one connection's event loop. The decoder holds memory only for payload bytes that came,
 * gives every payload an array of its own, and ends, for good, with the first frame over the limit;
 * a message that does not parse is skipped and reported.
 */
package io.diemnet.vertx.impl.wire;
