package io.diemnet.vertx;

import java.util.List;
import java.util.Locale;

/**
 * A chain id: one byte that identifies the chain a network belongs to (specification section 1).
 *
 * <p>The value 0 does not identify a chain. A remote may send it, so it can be constructed, but it
 * never matches. {@link #of} and {@link #parse}, which read configurations, refuse it.
 *
 * @param id the number, 0 to 255
 */
public record ChainId(int id) {

  /** The chain {@code mainnet}, number 1. */
  public static final ChainId MAINNET = new ChainId(1);

  /** The chain {@code testnet}, number 2. */
  public static final ChainId TESTNET = new ChainId(2);

  /** The chain {@code devnet}, number 3. */
  public static final ChainId DEVNET = new ChainId(3);

  /** The chain {@code testing}, number 4. */
  public static final ChainId TESTING = new ChainId(4);

  /** The chain {@code premainnet}, number 5. */
  public static final ChainId PREMAINNET = new ChainId(5);

  private static final List<String> NAMES =
      List.of("mainnet", "testnet", "devnet", "testing", "premainnet");

  /**
   * Creates a chain id. All values that a remote may send are accepted.
   *
   * @param id the number, 0 to 255
   * @throws IllegalArgumentException if the number is not in that range
   */
  public ChainId {
    if (id < 0 || id > 255) {
      throw new IllegalArgumentException("a chain id is one byte, not " + id);
    }
  }

  /**
   * Returns a chain id that may be configured.
   *
   * @param id the number, 1 to 255
   * @return the chain id
   * @throws IllegalArgumentException if the number is not in that range
   */
  public static ChainId of(int id) {
    if (id < 1 || id > 255) {
      throw new IllegalArgumentException("a chain id is a number from 1 to 255, not " + id);
    }
    return new ChainId(id);
  }

  /**
   * Parses a number from 1 to 255 or one of the five chain names, in upper or lower case.
   *
   * @param text the text to parse
   * @return the chain id
   * @throws IllegalArgumentException if the text is neither
   */
  public static ChainId parse(String text) {
    int name = NAMES.indexOf(text.toLowerCase(Locale.ROOT));
    if (name >= 0) {
      return new ChainId(name + 1);
    }
    if (text.matches("\\+?[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= 255) {
        return new ChainId(number);
      }
    }
    throw new IllegalArgumentException(
        "a chain id is a number from 1 to 255 or one of "
            + String.join(", ", NAMES)
            + ", not '"
            + text
            + "'");
  }

  /** {@return the name of the chain, or its number if it has no name} */
  @Override
  public String toString() {
    return id >= 1 && id <= NAMES.size() ? NAMES.get(id - 1) : Integer.toString(id);
  }
}
