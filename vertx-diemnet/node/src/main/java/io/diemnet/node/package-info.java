/**
 * The runnable node: the commands of {@code java -jar vertx-diemnet-node.jar}.
 *
 * <p>A command is a small class that reads its arguments, says what it does on stdout, and ends
 * with a status: 0 good, 1 failed, 2 bad usage or bad configuration. Logs go to stderr. Everything
 * a command does with the network it does through the library's public face.
 */
package io.diemnet.node;
