/**
 * Measures this machine: the network, and plain Vert.x sockets with TLS 1.3 that do the same work,
 * interleaved in one run. Owns nothing after it has printed its table.
 */
package io.diemnet.node.command.bench;
