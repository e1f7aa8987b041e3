/**
 * The DiemNet handshake within the Noise stream (specification section 6).
 *
 * <p>This package owns the {@link io.diemnet.vertx.impl.handshake.HandshakeMsg}, its encoding, and
 * the rules that negotiate the messaging version and the common application protocols of two peers
 * on the same chain and network. {@link io.diemnet.vertx.impl.handshake.HandshakeRules} is the part
 * of a wire profile that varies them. The package contains values without I/O. The result is what
 * was negotiated, or a {@link io.diemnet.vertx.impl.handshake.HandshakeException} that names the
 * rule that failed.
 */
package io.diemnet.vertx.impl.handshake;
