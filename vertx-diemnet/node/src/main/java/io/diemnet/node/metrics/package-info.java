/**
 * The node's {@code /metrics} and {@code /health}: what a monitoring system scrapes and what a load
 * balancer asks.
 *
 * <p>Owns the meter registry of the process, which the networks and the JVM are bound to, and one
 * HTTP server, which opens before the networks and closes after them, so that a node that starts or
 * ends is seen to do so.
 */
package io.diemnet.node.metrics;
