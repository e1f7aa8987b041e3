package io.diemnet.vertx.impl.profile.diem;

import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.profile.AddressSyntax;
import java.util.List;

/** The names of section 3; any order of protocols is an address. */
final class DiemAddressSyntax implements AddressSyntax {

  @Override
  public String noiseName() {
    return "ln-noise-ik";
  }

  @Override
  public String handshakeName() {
    return "ln-handshake";
  }

  /** Within an address a key has no {@code 0x}. */
  @Override
  public PublicKey parseKey(String text) {
    // One prefix is read, so a second one, the text's own, is refused.
    return PublicKey.parse("0x" + text);
  }

  @Override
  public String formatKey(PublicKey key) {
    return key.toString();
  }

  @Override
  public boolean ignoresEmptyParts() {
    return false;
  }

  @Override
  public void check(List<Protocol> protocols) {
    // Every list of protocols is an address; which may be dialed is asked of the address.
  }
}
