/**
 * The runnable node. {@link io.diemnet.node.Main} lists the commands of {@code java -jar
 * vertx-diemnet-node.jar}.
 *
 * <p>Each command has a package of its own in {@code io.diemnet.node.command}. {@code
 * io.diemnet.node.run} owns the running networks and the end of the process. The other packages own
 * one service each: the configuration, the bridges, the metrics, the dashboard, the cluster, the
 * control socket.
 */
package io.diemnet.node;
