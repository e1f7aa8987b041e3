/**
 * Validator sets for people: written from a readable file, and printed back as one.
 *
 * <p>Owns the readable form and nothing else: the bytes and the encryption are the library's. Used
 * by the command {@code validator-set} only; it ends with it.
 */
package io.diemnet.node.command.validatorset;
