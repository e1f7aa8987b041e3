/**
 * The command {@code ctl}, and what all commands share that ask a running node over its control
 * socket: the options, the node as they see it ({@link io.diemnet.node.command.ctl.RunningNode})
 * and the tables that they print.
 */
package io.diemnet.node.command.ctl;
