package io.diemnet.vertx.impl.discovery;

import java.util.HashMap;
import java.util.Map;

/**
 * The keys that all validators share to encrypt their addresses, by version. Immutable, for any
 * thread; never printed.
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
   * Keys of 32 bytes by their versions, which are unsigned.
   *
   * @throws IllegalArgumentException if one has another length
   */
  public static AddressKeys of(Map<Integer, byte[]> keys) {
    return new AddressKeys(keys);
  }

  /** The key of a version, not to be changed, or null. */
  byte[] key(int version) {
    return keys.get(version);
  }

  /** How many there are. */
  @Override
  public String toString() {
    return "AddressKeys[" + keys.size() + "]";
  }
}
