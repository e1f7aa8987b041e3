/**
 * Noise IK: authenticates the remote and encrypts what is sent.
 *
 * <p>Owns the handshake state machine, the transport ciphers and frames, the set of trusted peers
 * as the handshake sees it and the replay table. The state machines do no I/O; thin Netty handlers
 * around them do. A session ends for good with the first frame that is not good (specification
 * section 5).
 */
package io.diemnet.vertx.impl.noise;
