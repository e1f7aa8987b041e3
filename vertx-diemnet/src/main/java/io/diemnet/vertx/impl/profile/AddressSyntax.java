package io.diemnet.vertx.impl.profile;

import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.PublicKey;
import java.util.List;

/**
 * What a profile decides about network addresses: two names, the text of keys, and which lists of
 * protocols are addresses. The rest of the text and the BCS form are common to all profiles.
 * Implementations are stateless.
 */
public interface AddressSyntax {

  /** The name before a public key, without slashes: {@code ln-noise-ik}. */
  String noiseName();

  /** The name before a handshake version, without slashes: {@code ln-handshake}. */
  String handshakeName();

  /**
   * Reads a public key in an address.
   *
   * @throws IllegalArgumentException if the text is no key
   */
  PublicKey parseKey(String text);

  /**
   * Reads a public key that stands alone, for example in a peers file.
   *
   * @throws IllegalArgumentException if the text is no key
   */
  default PublicKey parseListedKey(String text) {
    return PublicKey.parse(text);
  }

  /** The text of a public key in an address. */
  String formatKey(PublicKey key);

  /** Whether {@code ::102:304} is printed as {@code ::1.2.3.4}. */
  default boolean dottedCompatibleIp6() {
    return true;
  }

  /** Whether a slash at the end and doubled slashes between protocols are ignored. */
  boolean ignoresEmptyParts();

  /**
   * Checks order and content of the protocols that were read from text or from BCS.
   *
   * @throws IllegalArgumentException if they are no address; the message says why
   */
  void check(List<Protocol> protocols);
}
