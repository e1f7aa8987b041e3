/** The command {@code top}: a live table of the connected peers, their rates and queues. */
package io.diemnet.node.command.top;
