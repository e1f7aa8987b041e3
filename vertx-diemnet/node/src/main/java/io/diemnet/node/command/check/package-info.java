/**
 * The command {@code check}, for monitoring systems: one line and an exit status. {@link
 * io.diemnet.node.command.check.Findings} decides; it does no I/O.
 */
package io.diemnet.node.command.check;
