/**
 * The common parts of the node's listeners that do not serve peers: the TCP bridge, the web port
 * and the metrics port.
 *
 * <p>Owns the event loop of each port ({@link io.diemnet.node.port.Port}), the slots of clients
 * that have not sent the token ({@link io.diemnet.node.port.Slots}), the check of the {@code Host}
 * header ({@link io.diemnet.node.port.HostNames}), the security headers of every HTTP answer, and
 * the limits of an HTTP connection ({@link io.diemnet.node.port.HttpPort}).
 *
 * <p>Threads: a port runs on its own event loop, which carries no peers. A client can only delay
 * the other clients of its port. The loop ends when the port is undeployed.
 */
package io.diemnet.node.port;
