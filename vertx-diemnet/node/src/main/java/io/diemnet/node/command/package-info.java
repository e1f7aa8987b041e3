/**
 * What all commands share: the exception for a failure that needs no stack trace, and the version.
 *
 * <p>A command is a small class in a package of its own. It reads its arguments, prints to stdout,
 * and returns an exit status: 0 good, 1 failed, 2 bad usage or bad configuration. Logs go to
 * stderr. A command uses the network through the library's public API.
 */
package io.diemnet.node.command;
