/**
 * The command {@code ping}: dials an address, does the whole handshake, and measures round trips.
 */
package io.diemnet.node.command.ping;
