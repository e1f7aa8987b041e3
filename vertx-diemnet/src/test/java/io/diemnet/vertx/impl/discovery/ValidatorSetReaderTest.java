package io.diemnet.vertx.impl.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.bcs.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatorSetReaderTest {

  static final byte[] SHARED_KEY = new byte[32];
  static final AddressKeys KEYS = AddressKeys.of(Map.of(0, SHARED_KEY));

  static PeerId account(int number) {
    byte[] bytes = new byte[PeerId.LENGTH];
    Arrays.fill(bytes, (byte) number);
    return PeerId.of(bytes);
  }

  static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    Arrays.fill(bytes, (byte) number);
    return PublicKey.of(bytes);
  }

  static NetworkAddress address(int number, int port) {
    return NetworkAddress.parse("/ip4/10.0.0." + number + "/tcp/" + port).withNoise(key(number), 0);
  }

  private static EncNetworkAddress encrypt(int number, int port, int index) {
    return AddressCipher.encrypt(address(number, port), SHARED_KEY, 0, account(number), 7, index);
  }

  /** A validator with an address for validators and another for full nodes. */
  static ValidatorInfo validator(int number) {
    return validator(number, List.of(encrypt(number, 6180, 0)), List.of(address(number, 6182)));
  }

  static ValidatorInfo validator(
      int number, List<EncNetworkAddress> encrypted, List<NetworkAddress> plain) {
    return new ValidatorInfo(
        account(number), 1, ValidatorConfig.of(Bytes.of(new byte[32]), encrypted, plain), 1);
  }

  static byte[] set(ValidatorInfo... validators) {
    return new ValidatorSet(List.of(validators)).encode();
  }

  private static ValidatorSetReader.Result read(ValidatorInfo... validators)
      throws DiscoveryException {
    return ValidatorSetReader.read(set(validators), NetworkId.VALIDATOR, KEYS);
  }

  @Test
  void in_the_validator_network_the_encrypted_addresses_count() throws Exception {
    ValidatorSetReader.Result result =
        read(
            validator(1, List.of(encrypt(1, 6180, 0), encrypt(1, 6181, 1)), List.of()),
            validator(2));
    assertThat(result.peers()).containsOnlyKeys(account(1), account(2));
    assertThat(result.peers().get(account(1)).addresses())
        .containsExactly(address(1, 6180), address(1, 6181));
    assertThat(result.peers().get(account(1)).keys()).containsExactly(key(1));
    assertThat(result.peers().get(account(2)).role()).isEqualTo(PeerRole.VALIDATOR);
    assertThat(result.problems()).isEmpty();
  }

  @Test
  void elsewhere_the_full_nodes_addresses_count() throws Exception {
    for (NetworkId network : List.of(NetworkId.PUBLIC, NetworkId.vfn())) {
      ValidatorSetReader.Result result =
          ValidatorSetReader.read(set(validator(1)), network, AddressKeys.of(Map.of()));
      assertThat(result.peers().get(account(1)).addresses()).containsExactly(address(1, 6182));
      assertThat(result.peers().get(account(1)).role()).isEqualTo(PeerRole.VALIDATOR_FULL_NODE);
      assertThat(result.problems()).isEmpty();
    }
  }

  @Test
  void a_validator_with_more_addresses_than_any_has_is_kept_without_them() throws Exception {
    List<NetworkAddress> many =
        Collections.nCopies(AddressList.MAX_ADDRESSES + 1, address(1, 6182));
    ValidatorSetReader.Result result =
        ValidatorSetReader.read(
            set(validator(1, List.of(), many), validator(2)), NetworkId.PUBLIC, KEYS);
    assertThat(result.peers().get(account(1)).addresses()).isEmpty();
    assertThat(result.problems()).containsOnlyKeys(account(1));
    assertThat(result.peers().get(account(2)).addresses()).hasSize(1);
  }

  /** Validator 2 of three is kept without addresses and keys, the others as they are. */
  private static void assertOnlySecondIsEmptied(EncNetworkAddress... bad) throws Exception {
    ValidatorSetReader.Result result =
        read(validator(1), validator(2, List.of(bad), List.of()), validator(3));
    assertThat(result.peers()).containsOnlyKeys(account(1), account(2), account(3));
    assertThat(result.peers().get(account(1)).addresses()).containsExactly(address(1, 6180));
    assertThat(result.peers().get(account(3)).addresses()).containsExactly(address(3, 6180));
    assertThat(result.peers().get(account(2)).addresses()).isEmpty();
    assertThat(result.peers().get(account(2)).keys()).isEmpty();
    assertThat(result.problems()).containsOnlyKeys(account(2));
  }

  @Test
  void a_wrong_key_version_empties_that_validator_only() throws Exception {
    EncNetworkAddress good = encrypt(2, 6180, 0);
    assertOnlySecondIsEmptied(new EncNetworkAddress(1, good.seqNum(), good.ciphertext()));
  }

  @Test
  void a_wrong_index_empties_that_validator_only() throws Exception {
    assertOnlySecondIsEmptied(encrypt(2, 6180, 1));
  }

  @Test
  void one_bad_address_among_good_ones_empties_the_list() throws Exception {
    assertOnlySecondIsEmptied(encrypt(2, 6180, 0), encrypt(2, 6181, 7), encrypt(2, 6182, 2));
  }

  @Test
  void a_wrong_sequence_number_empties_that_validator_only() throws Exception {
    assertOnlySecondIsEmptied(new EncNetworkAddress(0, 8, encrypt(2, 6180, 0).ciphertext()));
  }

  @Test
  void another_accounts_address_empties_that_validator_only() throws Exception {
    assertOnlySecondIsEmptied(encrypt(1, 6180, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, -1})
  void an_altered_byte_empties_that_validator_only(int position) throws Exception {
    byte[] bytes = encrypt(2, 6180, 0).ciphertext().toByteArray();
    bytes[position < 0 ? bytes.length + position : position] ^= 1;
    assertOnlySecondIsEmptied(new EncNetworkAddress(0, 7, Bytes.of(bytes)));
  }

  @Test
  void bytes_shorter_than_a_tag_empty_that_validator_only() throws Exception {
    assertOnlySecondIsEmptied(new EncNetworkAddress(0, 7, Bytes.of(new byte[15])));
  }

  @Test
  void a_field_that_is_no_list_empties_that_validator_only() throws Exception {
    ValidatorInfo broken =
        new ValidatorInfo(
            account(2),
            1,
            new ValidatorConfig(
                Bytes.of(new byte[32]),
                Bytes.of(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f}),
                Bytes.of(new byte[] {1})),
            1);
    for (NetworkId network : List.of(NetworkId.VALIDATOR, NetworkId.PUBLIC)) {
      ValidatorSetReader.Result result =
          ValidatorSetReader.read(set(validator(1), broken), network, KEYS);
      assertThat(result.peers().get(account(1)).keys()).containsExactly(key(1));
      assertThat(result.peers().get(account(2)).keys()).isEmpty();
      assertThat(result.problems()).containsOnlyKeys(account(2));
    }
  }

  @Test
  void of_a_repeated_account_the_last_entry_counts() throws Exception {
    ValidatorInfo empty = validator(1, List.of(encrypt(1, 6180, 5)), List.of());
    ValidatorSetReader.Result goodLast = read(empty, validator(2), validator(1));
    assertThat(goodLast.peers().get(account(1)).keys()).containsExactly(key(1));
    assertThat(goodLast.problems()).isEmpty();
    ValidatorSetReader.Result badLast = read(validator(1), validator(2), empty);
    assertThat(badLast.peers().get(account(1)).keys()).isEmpty();
    assertThat(badLast.problems()).containsOnlyKeys(account(1));
  }

  @Test
  void a_set_that_does_not_decode_is_refused_as_a_whole() {
    byte[] good = set(validator(1), validator(2));
    List<byte[]> broken = new ArrayList<>();
    broken.add(new byte[0]);
    broken.add(Arrays.copyOf(good, good.length - 1));
    broken.add(Arrays.copyOf(good, good.length + 1));
    byte[] scheme = good.clone();
    scheme[0] = 1;
    broken.add(scheme);
    byte[] count = good.clone();
    count[1] = 3;
    broken.add(count);
    broken.add(new byte[] {0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07});
    for (byte[] bytes : broken) {
      assertThatThrownBy(() -> ValidatorSetReader.read(bytes, NetworkId.VALIDATOR, KEYS))
          .isInstanceOf(DiscoveryException.class)
          .hasMessageContaining("not a validator set");
    }
  }

  @Test
  void an_empty_set_lists_nobody() throws Exception {
    assertThat(read().peers()).isEmpty();
  }
}
