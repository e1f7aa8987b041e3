/**
 * The network protocol of Aptos: the implementation of {@code WireProfile.APTOS}, as a delta to
 * DiemNet v1.
 *
 * <p>Owns ids, address grammar, network ids, protocol table, roles and defaults, and the messages:
 * one byte before each, and the streams that carry messages above one chunk. Only {@link
 * io.diemnet.vertx.impl.profile.Profiles} may know this package. Its classes are stateless, except
 * {@link io.diemnet.vertx.impl.profile.aptos.StreamFragmenter} and {@link
 * io.diemnet.vertx.impl.profile.aptos.StreamAssembler}, which belong to one connection.
 */
package io.diemnet.vertx.impl.profile.aptos;
