package io.diemnet.vertx;

import java.util.List;
import java.util.Locale;

/**
 * Which chain a network belongs to: one byte (specification section 1).
 *
 * <p>0 is no chain. It can be built, because a remote may send it and must then mismatch, but
 * {@link #of} and {@link #parse}, which read a configuration, refuse it.
 *
 * @param id 0 to 255
 */
public record ChainId(int id) {

  /** The chain {@code MAINNET}, number 1. */
  public static final ChainId MAINNET = new ChainId(1);

  /** The chain {@code TESTNET}, number 2. */
  public static final ChainId TESTNET = new ChainId(2);

  /** The chain {@code DEVNET}, number 3. */
  public static final ChainId DEVNET = new ChainId(3);

  /** The chain {@code TESTING}, number 4. */
  public static final ChainId TESTING = new ChainId(4);

  /** The chain {@code PREMAINNET}, number 5. */
  public static final ChainId PREMAINNET = new ChainId(5);

  private static final List<String> NAMES =
      List.of("mainnet", "testnet", "devnet", "testing", "premainnet");

  /**
   * Any byte a remote may send, 0 included.
   *
   * @param id the number
   */
  public ChainId {
    if (id < 0 || id > 255) {
      throw new IllegalArgumentException("a chain id is one byte, not " + id);
    }
  }

  /**
   * A chain that may be configured: 1 to 255.
   *
   * @param id the number
   * @return the chain id
   */
  public static ChainId of(int id) {
    if (id < 1 || id > 255) {
      throw new IllegalArgumentException("a chain id is a number from 1 to 255, not " + id);
    }
    return new ChainId(id);
  }

  /**
   * Reads a number from 1 to 255 or, in any case, one of the five names.
   *
   * @param text the text form
   * @return the chain id
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

  /** The chain's name if it has one, else its number. */
  @Override
  public String toString() {
    return id >= 1 && id <= NAMES.size() ? NAMES.get(id - 1) : Integer.toString(id);
  }
}
