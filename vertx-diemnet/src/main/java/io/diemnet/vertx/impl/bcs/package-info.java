/**
 * Canonical bytes: how a value of the protocol is written, and the one way in which it may be read.
 *
 * <p>Owns the reader and the writer of BCS (specification section 2) and nothing else: no value
 * types, no I/O, no threads. A reader never allocates for a length that it has not checked against
 * the bytes that are really there. Bytes that break a rule end in a {@link
 * io.diemnet.vertx.impl.bcs.BcsException}, which carries no stack trace.
 */
package io.diemnet.vertx.impl.bcs;
