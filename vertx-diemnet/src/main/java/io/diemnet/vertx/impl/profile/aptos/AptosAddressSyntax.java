package io.diemnet.vertx.impl.profile.aptos;

import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.profile.AddressSyntax;
import java.util.List;

/** The names of section 1 and the fixed order of protocols. */
final class AptosAddressSyntax implements AddressSyntax {

  private static final String KEY_PREFIX = "x25519-pub-";

  @Override
  public String noiseName() {
    return "noise-ik";
  }

  @Override
  public String handshakeName() {
    return "handshake";
  }

  /** 64 digits behind an optional {@code x25519-pub-} and an optional {@code 0x}, in that order. */
  @Override
  public PublicKey parseKey(String text) {
    String digits = text.startsWith(KEY_PREFIX) ? text.substring(KEY_PREFIX.length()) : text;
    // One prefix is read, so a second one, the text's own, is refused.
    return PublicKey.parse(digits.startsWith("0x") ? digits : "0x" + digits);
  }

  @Override
  public PublicKey parseListedKey(String text) {
    return parseKey(text);
  }

  @Override
  public String formatKey(PublicKey key) {
    return "0x" + key;
  }

  @Override
  public boolean dottedCompatibleIp6() {
    return false;
  }

  @Override
  public boolean ignoresEmptyParts() {
    return true;
  }

  @Override
  public void check(List<Protocol> protocols) {
    Protocol first = protocols.get(0);
    int at = 1;
    if (!(first instanceof Protocol.Memory)) {
      checkHost(first);
      if (at < protocols.size() && !(protocols.get(at) instanceof Protocol.Tcp)) {
        throw new IllegalArgumentException("/tcp must follow the host");
      }
      at++;
    }
    if (at < protocols.size() && !(protocols.get(at) instanceof Protocol.NoiseIk)) {
      throw new IllegalArgumentException("/noise-ik must come next");
    }
    at++;
    if (at < protocols.size() && !(protocols.get(at) instanceof Protocol.Handshake)) {
      throw new IllegalArgumentException("/handshake must follow /noise-ik");
    }
    if (protocols.size() > at + 1) {
      throw new IllegalArgumentException("nothing may follow /handshake");
    }
  }

  private static void checkHost(Protocol first) {
    String name = null;
    if (first instanceof Protocol.Dns dns) {
      name = dns.name();
    } else if (first instanceof Protocol.Dns4 dns) {
      name = dns.name();
    } else if (first instanceof Protocol.Dns6 dns) {
      name = dns.name();
    } else if (!(first instanceof Protocol.Ip4) && !(first instanceof Protocol.Ip6)) {
      throw new IllegalArgumentException(
          "an address begins with /ip4, /ip6, /dns, /dns4, /dns6 or /memory");
    }
    if (name != null && !name.chars().allMatch(c -> c < 0x80)) {
      throw new IllegalArgumentException("a DNS name has ASCII characters only");
    }
  }
}
