package io.diemnet.node.bridge;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides about the tokens that clients of a port show. Wrong ones are slowed down: an address has
 * {@value #BURST} wrong guesses, and gets one back each second. While it has none left, its tokens
 * are refused without a look. An address is an IPv4 address or an IPv6 /64. Owned by the loop of
 * the port.
 */
final class TokenGate {

  /** What a client may do. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** No token was shown. */
    MISSING,
    TOO_MANY_GUESSES
  }

  static final int BURST = 20;
  static final long REFILL_NANOS = 1_000_000_000L;

  /** Addresses that are remembered; the one that guessed longest ago is forgotten first. */
  static final int MAX_ADDRESSES = 4096;

  private static final int PREFIX = 8;

  /** Guesses that an address has left at a time. */
  private record Guesses(int left, long at) {

    Guesses at(long now) {
      long refilled = (now - at) / REFILL_NANOS;
      return refilled == 0
          ? this
          : new Guesses((int) Math.min(BURST, left + refilled), at + refilled * REFILL_NANOS);
    }
  }

  private final Token token;
  private final BridgeClock clock;
  private final Map<String, Guesses> addresses = new LinkedHashMap<>();

  TokenGate(Token token, BridgeClock clock) {
    this.token = token;
    this.clock = clock;
  }

  /** Whether clients must show a token at all. */
  boolean required() {
    return token.required();
  }

  /**
   * @param shown as the client showed it; null if it showed none
   */
  Verdict judge(Object shown, SocketAddress from) {
    if (!token.required()) {
      return Verdict.RIGHT;
    }
    if (shown == null) {
      return Verdict.MISSING;
    }
    String address = address(from);
    Guesses known = addresses.get(address);
    Guesses guesses = known == null ? new Guesses(BURST, clock.now()) : known.at(clock.now());
    if (guesses.left == 0) {
      return Verdict.TOO_MANY_GUESSES;
    }
    if (token.admits(shown)) {
      return Verdict.RIGHT;
    }
    addresses.remove(address); // to the end of the line
    addresses.put(address, new Guesses(guesses.left - 1, guesses.at));
    if (addresses.size() > MAX_ADDRESSES) {
      addresses.remove(addresses.keySet().iterator().next());
    }
    return Verdict.WRONG;
  }

  /** Addresses that are remembered; for tests. */
  int size() {
    return addresses.size();
  }

  private static String address(SocketAddress from) {
    if (from == null || from.hostAddress() == null) {
      return "";
    }
    try {
      // The text of an address: no name is looked up.
      byte[] bytes = InetAddress.getByName(from.hostAddress()).getAddress();
      return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, PREFIX)));
    } catch (UnknownHostException odd) {
      return from.hostAddress();
    }
  }
}
