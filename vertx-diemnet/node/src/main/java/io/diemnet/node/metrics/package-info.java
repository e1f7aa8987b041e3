/**
 * The node's {@code /metrics} and {@code /health}, for monitoring systems and load balancers.
 *
 * <p>Owns the meter registry of the process, with the meters of the networks and the JVM, and one
 * HTTP server. The server opens before the networks and closes after them, so that it reports the
 * start and the shutdown of a node.
 */
package io.diemnet.node.metrics;
