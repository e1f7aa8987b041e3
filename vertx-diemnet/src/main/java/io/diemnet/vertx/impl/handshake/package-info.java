/**
 * The handshake inside the Noise stream: it agrees on a messaging version and on the application
 * protocols, and checks that both ends have the same chain and network.
 *
 * <p>Owns {@link io.diemnet.vertx.impl.handshake.HandshakeMsg}, its bytes and the rules by which
 * two messages agree (specification section 6). {@link
 * io.diemnet.vertx.impl.handshake.HandshakeRules} is the part of a wire profile that varies them.
 * Pure values without I/O. The result is what was negotiated, or a {@link
 * io.diemnet.vertx.impl.handshake.HandshakeException} with the rule that failed.
 */
package io.diemnet.vertx.impl.handshake;
