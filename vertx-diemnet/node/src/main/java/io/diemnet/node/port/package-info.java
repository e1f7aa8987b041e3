/**
 * What all listeners of the node beside the peers' have in common: the TCP bridge, the web port and
 * the metrics port.
 *
 * <p>Owns the event loop of each port ({@link io.diemnet.node.port.Port}), the places of clients
 * that have not shown who they are ({@link io.diemnet.node.port.Places}), the check of the {@code
 * Host} header ({@link io.diemnet.node.port.HostNames}), the security headers of every HTTP answer,
 * and the limits of an HTTP connection ({@link io.diemnet.node.port.HttpPort}).
 *
 * <p>Threads: a port runs on an event loop of its own, which carries no peers. A client of a port
 * can delay the other clients of that port and nobody else. The loop ends when the port is
 * undeployed.
 */
package io.diemnet.node.port;
