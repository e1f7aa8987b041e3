/**
 * The control socket: a Unix domain socket for the commands that ask a running node.
 *
 * <p>Owns the file of the socket and its mode, the addresses that only this socket serves ({@link
 * io.diemnet.node.control.NodeReport}), and the client that the commands use ({@link
 * io.diemnet.node.control.ControlClient}). The protocol is that of the TCP bridge, served by {@link
 * io.diemnet.node.bridge.LocalBridge}.
 */
package io.diemnet.node.control;
