/**
 * Validator sets in a readable form: writes a set from a readable file, and prints a set as one.
 *
 * <p>Owns only the readable form. The library owns the bytes and the encryption. Only the command
 * {@code validator-set} uses it.
 */
package io.diemnet.node.command.validatorset;
