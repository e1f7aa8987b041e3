/**
 * The client's side of the Aptos storage service, and compressed payloads.
 *
 * <p>Owns the BCS of requests and of those responses that a guest reads: the version of the service
 * and the summary of what a node stores. Owns the check of LZ4 blocks before memory is taken for
 * them. Values without I/O; any thread may use them.
 */
package io.diemnet.vertx.impl.storage;
