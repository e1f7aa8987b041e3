/**
 * Runs networks in a process. It owns the Vert.x instance that the networks and bridges share, the
 * graceful end of the process, the watchdog that ends a process that cannot go on, and the level of
 * the log.
 */
package io.diemnet.node.run;
