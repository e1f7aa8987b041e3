package io.diemnet.vertx.impl.profile;

import io.diemnet.vertx.NetworkAddress;
import java.util.Objects;

/**
 * Makes network addresses of a given syntax. The public class offers the profiles of {@code
 * WireProfile} only; the rooms behind it work with any {@link Profile}.
 */
public final class Addresses {

  /** Implemented by {@link NetworkAddress}, which installs itself when it is initialized. */
  public interface Factory {

    NetworkAddress parse(String text, AddressSyntax syntax);

    NetworkAddress with(NetworkAddress address, AddressSyntax syntax);
  }

  private static volatile Factory factory;

  private Addresses() {}

  /** Called once, by {@link NetworkAddress}. */
  public static void install(Factory installed) {
    factory = installed;
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it is none of this syntax
   */
  public static NetworkAddress parse(String text, AddressSyntax syntax) {
    return factory().parse(text, syntax);
  }

  /** The same address, printed in this syntax. */
  public static NetworkAddress with(NetworkAddress address, AddressSyntax syntax) {
    return factory().with(address, syntax);
  }

  private static Factory factory() {
    if (factory == null) {
      // Any call of the class initializes it.
      NetworkAddress.memory(0);
    }
    return Objects.requireNonNull(factory);
  }
}
