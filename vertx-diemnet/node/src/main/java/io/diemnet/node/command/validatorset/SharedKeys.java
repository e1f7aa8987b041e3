package io.diemnet.node.command.validatorset;

import io.diemnet.node.command.CommandException;
import io.diemnet.vertx.impl.discovery.AddressCipher;
import io.diemnet.vertx.impl.discovery.AddressKeys;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The keys that encrypt validators' addresses, by version. */
final class SharedKeys {

  /** The key for tests: 32 zero bytes with version 0. */
  static final SharedKeys FOR_TESTS = new SharedKeys(Map.of(0, new byte[AddressCipher.KEY_LENGTH]));

  private final Map<Integer, byte[]> keys;

  private SharedKeys(Map<Integer, byte[]> keys) {
    this.keys = keys;
  }

  /** Reads the keys of a map from version to 64 hex digits. */
  static SharedKeys of(String file, Map<String, Object> map) {
    Map<Integer, byte[]> keys = new HashMap<>();
    map.forEach(
        (version, key) -> {
          try {
            byte[] bytes = HexFormat.of().parseHex((String) key);
            if (bytes.length != AddressCipher.KEY_LENGTH) {
              throw new IllegalArgumentException();
            }
            keys.put(Integer.parseUnsignedInt(version), bytes);
          } catch (IllegalArgumentException | ClassCastException e) {
            // The message must not contain the key.
            throw new CommandException(
                file + ": entry " + version + " is not a version with a key of 64 hex digits");
          }
        });
    if (keys.isEmpty()) {
      throw new CommandException(file + ": there is no key");
    }
    return new SharedKeys(keys);
  }

  /** Returns the key of a version. */
  byte[] key(int version) {
    byte[] key = keys.get(version);
    if (key == null) {
      throw new CommandException(
          "there is no shared key of version " + Integer.toUnsignedString(version));
    }
    return key;
  }

  /** Returns the newest version. */
  int newest() {
    return keys.keySet().stream().max(Integer::compareUnsigned).orElseThrow();
  }

  AddressKeys toAddressKeys() {
    return AddressKeys.of(keys);
  }
}
