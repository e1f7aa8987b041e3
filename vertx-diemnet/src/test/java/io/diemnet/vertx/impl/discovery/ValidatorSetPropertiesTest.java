package io.diemnet.vertx.impl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A validator set with any byte changed. */
class ValidatorSetPropertiesTest {

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

  @Property
  void changed_bytes_decode_to_themselves_or_are_refused(
      @ForAll @IntRange(min = 0) int at, @ForAll byte value) {
    byte[] bytes = new ValidatorSet(List.of(validator(A), validator(B))).encode();
    bytes[at % bytes.length] = value;
    try {
      ValidatorSet set = ValidatorSet.decode(bytes);
      assertThat(set.encode()).isEqualTo(bytes);
      set.validators().forEach(v -> assertThat(v.validatorAddresses(KEYS)).isNotNull());
      set.validators().forEach(v -> assertThat(v.config().fullNodeAddresses()).isNotNull());
    } catch (BcsException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
