/**
 * The handshake inside the Noise stream: which messaging version and application protocols both
 * ends speak, and that they mean the same chain and network.
 *
 * <p>Owns the {@link io.diemnet.vertx.impl.handshake.HandshakeMsg}, its bytes and the rules by
 * which two of them agree (specification section 6). Pure values without I/O. It ends in what was
 * negotiated, or in a {@link io.diemnet.vertx.impl.handshake.HandshakeException} with the one rule
 * that failed.
 */
package io.diemnet.vertx.impl.handshake;
