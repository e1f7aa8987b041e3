package io.diemnet.vertx.impl.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.BcsException;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Any parameters and any bytes of an encrypted address. */
class AddressCipherPropertiesTest {

  private static final NetworkAddress ADDRESS =
      NetworkAddress.parse("/dns/example.com/tcp/6180/ln-handshake/0");
  private static final PeerId ACCOUNT = PeerId.parse("0a".repeat(16));
  private static final AddressKeys KEYS = AddressKeys.of(Map.of(0, new byte[32]));

  @Property
  void all_parameters_come_back(
      @ForAll @Size(32) byte[] key,
      @ForAll int version,
      @ForAll @Size(16) byte[] account,
      @ForAll long seqNum,
      @ForAll int index)
      throws Exception {
    PeerId id = PeerId.of(account);
    EncNetworkAddress encrypted = AddressCipher.encrypt(ADDRESS, key, version, id, seqNum, index);
    EncNetworkAddress decoded = EncNetworkAddress.decode(encrypted.encode());
    AddressKeys keys = AddressKeys.of(Map.of(version, key));
    assertThat(AddressCipher.decrypt(decoded, keys, id, index)).isEqualTo(ADDRESS);
  }

  @Property
  void random_bytes_decode_to_themselves_or_are_refused(@ForAll byte[] bytes) {
    try {
      EncNetworkAddress decoded = EncNetworkAddress.decode(bytes);
      assertThat(decoded.encode()).isEqualTo(bytes);
      assertThatExceptionOfType(BadAddressException.class)
          .isThrownBy(() -> AddressCipher.decrypt(decoded, KEYS, ACCOUNT, 0));
    } catch (BcsException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
