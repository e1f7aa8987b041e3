/**
 * The command {@code node}: runs the networks and the bridges of a configuration file until a
 * signal comes.
 */
package io.diemnet.node.command.node;
