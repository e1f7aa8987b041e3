package io.diemnet.vertx.impl.discovery;

import java.util.HashMap;
import java.util.Map;

/**
 * The shared keys that validators use to encrypt their addresses, by version. Immutable and
 * thread-safe. Keys are never printed.
 */
public final class AddressKeys {

  private final Map<Integer, byte[]> keys = new HashMap<>();

  private AddressKeys(Map<Integer, byte[]> keys) {
    keys.forEach(
        (version, key) -> {
          if (key.length != AddressCipher.KEY_LENGTH) {
            throw new IllegalArgumentException(
                "address key "
                    + Integer.toUnsignedString(version)
                    + " must have "
                    + AddressCipher.KEY_LENGTH
                    + " bytes, not "
                    + key.length);
          }
          this.keys.put(version, key.clone());
        });
  }

  /**
   * Creates a set of keys of 32 bytes by their unsigned versions.
   *
   * @throws IllegalArgumentException if a key has another length
   */
  public static AddressKeys of(Map<Integer, byte[]> keys) {
    return new AddressKeys(keys);
  }

  /** Returns the key of a version, which must not be modified, or null. */
  byte[] key(int version) {
    return keys.get(version);
  }

  /** Contains only the number of keys. */
  @Override
  public String toString() {
    return "AddressKeys[" + keys.size() + "]";
  }
}
