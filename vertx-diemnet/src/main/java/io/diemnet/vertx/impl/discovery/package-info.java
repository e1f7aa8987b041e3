/**
 * Discovery: where the addresses, keys and roles of other peers come from.
 *
 * <p>Owns the on-chain validator set, its bytes and its encrypted addresses (specification sections
 * 3 and 11), and the sources that read it and peers files. What cannot be read changes nothing and
 * is reported.
 */
package io.diemnet.vertx.impl.discovery;
