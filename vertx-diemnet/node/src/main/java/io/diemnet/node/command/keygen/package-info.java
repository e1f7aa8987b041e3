/** The command {@code keygen}: makes an identity, and writes its key file. */
package io.diemnet.node.command.keygen;
