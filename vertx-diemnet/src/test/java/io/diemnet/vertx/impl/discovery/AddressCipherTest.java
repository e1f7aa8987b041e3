package io.diemnet.vertx.impl.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Specification section 3, encrypted addresses. */
class AddressCipherTest {

  private static final byte[] KEY = new byte[32];
  private static final PeerId ACCOUNT = PeerId.parse("c5c12445fc8ccd638ecc197e93c6e217");
  private static final AddressKeys KEYS = AddressKeys.of(Map.of(0, KEY));

  /** As the reference encrypts it, at index 3, with sequence number 0. */
  private static final String TEXT =
      "/memory/8279/ln-noise-ik/88635cb09d89bafacb9e4f62a9707c21c4553196b84700ddb900616ba76106d5"
          + "/ln-handshake/0";

  private static final String ENCRYPTED =
      "00000000" // key version
          + "0000000000000000" // sequence number
          + "39" // 57 bytes: 41 of the address and the tag
          + "5f3daec8496ca5c07bd3673df42d13765d39bbd1b1d121a43bd212461d434e99"
          + "0c3c24513b678c5eda43414714a22194bbf8774a1a16d91685";

  private static void assertRefused(
      EncNetworkAddress address, AddressKeys keys, PeerId account, int index, String why) {
    assertThatExceptionOfType(BadAddressException.class)
        .isThrownBy(() -> AddressCipher.decrypt(address, keys, account, index))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void the_bytes_of_the_reference_in_both_directions() throws Exception {
    EncNetworkAddress here =
        AddressCipher.encrypt(NetworkAddress.parse(TEXT), KEY, 0, ACCOUNT, 0, 3);
    assertThat(HexFormat.of().formatHex(here.encode())).isEqualTo(ENCRYPTED);
    EncNetworkAddress decoded = EncNetworkAddress.decode(HexFormat.of().parseHex(ENCRYPTED));
    assertThat(decoded).isEqualTo(here);
    assertThat(AddressCipher.decrypt(decoded, KEYS, ACCOUNT, 3)).hasToString(TEXT);
  }

  @Test
  void the_salt_is_the_hash_of_its_name() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA3-256")
            .digest("DIEM_ENCRYPTED_NETWORK_ADDRESS_SALT".getBytes(StandardCharsets.US_ASCII));
    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("7ffda2ae982a2ebfab2a4da62f76fe33592c85e02445b875f02ded51a520ba2a");
  }

  @Test
  void whatever_is_changed_makes_it_undecryptable() {
    EncNetworkAddress good =
        AddressCipher.encrypt(NetworkAddress.parse(TEXT), KEY, 0, ACCOUNT, 7, 3);
    String why = "does not decrypt";
    assertRefused(good, KEYS, ACCOUNT, 4, why);
    assertRefused(good, KEYS, PeerId.parse("00".repeat(16)), 3, why);
    assertRefused(new EncNetworkAddress(0, 8, good.ciphertext()), KEYS, ACCOUNT, 3, why);
    byte[] otherKey = KEY.clone();
    otherKey[0] = 1;
    assertRefused(good, AddressKeys.of(Map.of(0, otherKey)), ACCOUNT, 3, why);
    AddressKeys both = AddressKeys.of(Map.of(0, KEY, 1, KEY));
    assertRefused(new EncNetworkAddress(1, 7, good.ciphertext()), both, ACCOUNT, 3, why);
    assertRefused(changed(good, bytes -> flip(bytes, 0)), KEYS, ACCOUNT, 3, why);
    assertRefused(changed(good, bytes -> flip(bytes, bytes.length - 1)), KEYS, ACCOUNT, 3, why);
  }

  @Test
  void what_cannot_be_tried_says_why() {
    EncNetworkAddress good =
        AddressCipher.encrypt(NetworkAddress.parse(TEXT), KEY, -1, ACCOUNT, 7, 3);
    assertRefused(good, KEYS, ACCOUNT, 3, "no key of version 4294967295");
    EncNetworkAddress tooShort = new EncNetworkAddress(0, 7, Bytes.of(new byte[15]));
    assertRefused(tooShort, KEYS, ACCOUNT, 3, "shorter than its tag");
  }

  @Test
  void keys_have_32_bytes_and_are_never_printed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressKeys.of(Map.of(-1, new byte[31])))
        .withMessageContaining("address key 4294967295");
    assertThat(KEYS).hasToString("AddressKeys[1]");
  }

  private static EncNetworkAddress changed(EncNetworkAddress address, UnaryOperator<byte[]> how) {
    return new EncNetworkAddress(
        address.keyVersion(),
        address.seqNum(),
        Bytes.of(how.apply(address.ciphertext().toByteArray())));
  }

  private static byte[] flip(byte[] bytes, int at) {
    bytes[at] ^= 1;
    return bytes;
  }
}
