/**
 * Noise IK: authentication and encryption of connections (specification section 5).
 *
 * <p>This package owns the handshake state machine, the transport ciphers and frames, the trusted
 * peers as the handshake uses them, and the replay table. State machines do no I/O; thin Netty
 * handlers around them do. The first invalid frame ends a session.
 */
package io.diemnet.vertx.impl.noise;
