package io.diemnet.node.bridge;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Checks the tokens of the clients of a port, and limits wrong tokens: an address may send {@value
 * #BURST} wrong tokens, and regains one per second. While it has none left, its tokens are refused
 * without a check. An address is an IPv4 address or an IPv6 /64. Owned by the loop of the port.
 */
final class TokenGate {

  /** The result of a check. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** The client sent no token. */
    MISSING,
    TOO_MANY_GUESSES
  }

  static final int BURST = 20;
  static final long REFILL_NANOS = 1_000_000_000L;

  /**
   * Maximum number of remembered addresses. The one with the oldest wrong token is evicted first.
   */
  static final int MAX_ADDRESSES = 4096;

  private static final int PREFIX = 8;

  /** The wrong tokens that an address may still send. */
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

  /** Returns whether clients must send a token. */
  boolean required() {
    return token.required();
  }

  /**
   * @param shown the client's token; null if it sent none
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
    addresses.remove(address); // moves it to the end of the order
    addresses.put(address, new Guesses(guesses.left - 1, guesses.at));
    if (addresses.size() > MAX_ADDRESSES) {
      addresses.remove(addresses.keySet().iterator().next());
    }
    return Verdict.WRONG;
  }

  /** For tests: the number of remembered addresses. */
  int size() {
    return addresses.size();
  }

  private static String address(SocketAddress from) {
    if (from == null || from.hostAddress() == null) {
      return "";
    }
    try {
      // The text is an address, so no name is resolved.
      byte[] bytes = InetAddress.getByName(from.hostAddress()).getAddress();
      return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, PREFIX)));
    } catch (UnknownHostException odd) {
      return from.hostAddress();
    }
  }
}
