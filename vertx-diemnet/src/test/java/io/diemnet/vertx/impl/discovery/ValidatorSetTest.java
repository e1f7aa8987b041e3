package io.diemnet.vertx.impl.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specification section 11, on-chain validator set. */
class ValidatorSetTest {

  private static final byte[] KEY = new byte[32];
  private static final AddressKeys KEYS = AddressKeys.of(Map.of(0, KEY));
  private static final Bytes CONSENSUS_KEY = Bytes.of(HexFormat.of().parseHex("ab".repeat(32)));
  private static final PeerId A = PeerId.parse("0a".repeat(16));
  private static final PeerId B = PeerId.parse("0b".repeat(16));
  private static final List<NetworkAddress> ADDRESSES =
      List.of(NetworkAddress.parse("/ip4/1.2.3.4/tcp/5"), NetworkAddress.parse("/memory/6"));

  private static List<EncNetworkAddress> encrypted(PeerId account) {
    List<EncNetworkAddress> encrypted = new ArrayList<>();
    for (NetworkAddress address : ADDRESSES) {
      encrypted.add(AddressCipher.encrypt(address, KEY, 0, account, 1, encrypted.size()));
    }
    return encrypted;
  }

  private static ValidatorInfo validator(PeerId account) {
    return new ValidatorInfo(
        account, -1, ValidatorConfig.of(CONSENSUS_KEY, encrypted(account), ADDRESSES), 2);
  }

  private static ValidatorConfig fields(Bytes validator, Bytes fullNode) {
    return new ValidatorConfig(CONSENSUS_KEY, validator, fullNode);
  }

  private static Bytes bytes(String hex) {
    return Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void a_set_has_its_bytes() {
    ValidatorInfo validator =
        new ValidatorInfo(
            A,
            3,
            ValidatorConfig.of(CONSENSUS_KEY, List.of(), List.of(NetworkAddress.parse("/tcp/80"))),
            4);
    String expected =
        "00" // Ed25519
            + "01" // one validator
            + "0a".repeat(16)
            + "0300000000000000" // voting power
            + "20"
            + "ab".repeat(32)
            + "0100" // a field of one byte: no encrypted addresses
            + "06 01 04 01 05 5000".replace(" ", "") // a field of six: one address
            + "0400000000000000"; // last update
    byte[] bytes = HexFormat.of().parseHex(expected);
    ValidatorSet set = new ValidatorSet(List.of(validator));
    assertThat(HexFormat.of().formatHex(set.encode())).isEqualTo(expected);
    assertThat(ValidatorSet.decode(bytes)).isEqualTo(set);
  }

  @Test
  void both_lists_come_back_even_of_an_account_that_is_there_twice() {
    ValidatorSet set = new ValidatorSet(List.of(validator(A), validator(B), validator(A)));
    ValidatorSet decoded = ValidatorSet.decode(set.encode());
    assertThat(decoded).isEqualTo(set);
    assertThat(decoded.validators())
        .allSatisfy(
            validator -> {
              assertThat(validator.votingPower()).isEqualTo(-1);
              assertThat(validator.validatorAddresses(KEYS))
                  .isEqualTo(new AddressList(ADDRESSES, null));
              assertThat(validator.config().fullNodeAddresses())
                  .isEqualTo(new AddressList(ADDRESSES, null));
            });
  }

  @Test
  void one_address_that_does_not_decrypt_empties_the_whole_list() {
    List<EncNetworkAddress> addresses = encrypted(A);
    addresses.set(1, addresses.get(0));
    AddressList list =
        ValidatorConfig.of(CONSENSUS_KEY, addresses, ADDRESSES).validatorAddresses(A, KEYS);
    assertThat(list.addresses()).isEmpty();
    assertThat(list.problem())
        .isEqualTo("address 1 of the list: the address does not decrypt with the key of version 0");
    assertThat(
            ValidatorConfig.of(CONSENSUS_KEY, encrypted(B), ADDRESSES)
                .validatorAddresses(A, KEYS)
                .addresses())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', nothing",
    "02 04 01 05 5000, an address too few",
    "01 04 01 05 5000 00, a byte too many",
    "02 04 01 05 5000 04 01 09 5000, an unknown protocol in the second",
    "ffffffff07, more addresses than there are bytes"
  })
  void a_field_that_does_not_decode_empties_its_list_and_not_the_set(String field, String why) {
    ValidatorConfig config = fields(bytes(field), bytes(field));
    ValidatorSet set = new ValidatorSet(List.of(new ValidatorInfo(A, 1, config, 1), validator(B)));
    ValidatorSet decoded = ValidatorSet.decode(set.encode());
    ValidatorInfo bad = decoded.validators().get(0);
    assertThat(bad.config()).as(why).isEqualTo(config);
    assertThat(bad.config().fullNodeAddresses().addresses()).isEmpty();
    assertThat(bad.config().fullNodeAddresses().problem()).isNotBlank();
    assertThat(bad.validatorAddresses(KEYS).addresses()).isEmpty();
    assertThat(bad.validatorAddresses(KEYS).problem()).isNotBlank();
    assertThat(decoded.validators().get(1).validatorAddresses(KEYS).addresses())
        .isEqualTo(ADDRESSES);
  }

  @Test
  void what_is_no_set_is_refused() {
    byte[] good = new ValidatorSet(List.of(validator(A))).encode();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(good, 0, cut, 0, length);
      assertThatExceptionOfType(BcsException.class).isThrownBy(() -> ValidatorSet.decode(cut));
    }
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(() -> ValidatorSet.decode(HexFormat.of().parseHex("0100")));
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(() -> ValidatorSet.decode(HexFormat.of().parseHex("00ffffffff07")));
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(() -> ValidatorSet.decode(HexFormat.of().parseHex("000000")));
  }

  @Test
  void a_consensus_key_has_32_bytes() {
    String good = HexFormat.of().formatHex(new ValidatorSet(List.of(validator(A))).encode());
    String bad = good.replace("20" + "ab".repeat(32), "1f" + "ab".repeat(31));
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(() -> ValidatorSet.decode(HexFormat.of().parseHex(bad)))
        .withMessageContaining("consensus key of 31 bytes");
  }
}
