/**
 * Measures this machine: the network beside the same work done by plain Vert.x sockets with TLS
 * 1.3, interleaved in one run. Owns nothing after it has printed its table.
 */
package io.diemnet.node.command.bench;
