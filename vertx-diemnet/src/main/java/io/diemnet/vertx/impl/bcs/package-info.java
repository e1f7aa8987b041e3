/**
 * Binary Canonical Serialization (BCS, specification section 2).
 *
 * <p>This package owns the BCS reader and writer. It contains no value types, I/O or threads. The
 * reader never allocates for a length before it has checked that the bytes are present. Input that
 * is not canonical causes a {@link io.diemnet.vertx.impl.bcs.BcsException}, which has no stack
 * trace.
 */
package io.diemnet.vertx.impl.bcs;
