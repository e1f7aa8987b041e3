/**
 * The discovery of addresses, keys and roles of peers.
 *
 * <p>This package owns the sources that read peers files and on-chain validator sets, the encoding
 * of validator sets, and the decryption of validator addresses (specification sections 3 and 11).
 * Input that cannot be read changes nothing and is reported.
 */
package io.diemnet.vertx.impl.discovery;
