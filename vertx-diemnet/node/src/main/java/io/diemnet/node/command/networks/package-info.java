/**
 * The command {@code networks}: writes the files of a whole network of node processes. Owns the
 * text of these files; the nodes that read them know nothing of it.
 */
package io.diemnet.node.command.networks;
