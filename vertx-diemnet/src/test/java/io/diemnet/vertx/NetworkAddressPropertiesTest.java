package io.diemnet.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkAddress.Protocol;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any address, any bytes and any text, specification section 3. */
class NetworkAddressPropertiesTest {

  @Property
  void every_address_comes_back_from_its_text_and_its_bytes(
      @ForAll("addresses") NetworkAddress address) {
    assertThat(NetworkAddress.parse(address.toString())).isEqualTo(address);
    assertThat(NetworkAddress.fromBytes(address.toBytes())).isEqualTo(address);
  }

  @Property
  void random_bytes_decode_to_themselves_or_are_refused(@ForAll byte[] bytes) {
    try {
      assertThat(NetworkAddress.fromBytes(bytes).toBytes()).isEqualTo(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("not a network address: ");
    }
  }

  @Property
  void changed_bytes_decode_to_themselves_or_are_refused(
      @ForAll("addresses") NetworkAddress address, @ForAll int at, @ForAll byte value) {
    byte[] bytes = address.toBytes();
    bytes[Math.floorMod(at, bytes.length)] = value;
    random_bytes_decode_to_themselves_or_are_refused(bytes);
  }

  @Property
  void random_text_is_an_address_or_refused(@ForAll("texts") String text) {
    try {
      String canonical = NetworkAddress.parse(text).toString();
      assertThat(NetworkAddress.parse(canonical)).hasToString(canonical);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "/",
            "ip4",
            "ip6",
            "dns",
            "tcp",
            "memory",
            "1",
            "::",
            ":",
            ".",
            "ffff",
            "1.2.3.4",
            "+",
            "0",
            "\ud800",
            "ln-handshake",
            "65536");
    return pieces.list().ofMaxSize(12).map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<NetworkAddress> addresses() {
    Arbitrary<String> names =
        Arbitraries.strings()
            .excludeChars('/')
            .withCharRange('\u0000', '\u07ff')
            .ofMinLength(1)
            .ofMaxLength(127);
    Arbitrary<Integer> ports = Arbitraries.integers().between(0, 65535);
    Arbitrary<Protocol> protocols =
        Arbitraries.oneOf(
            Arbitraries.integers().map(Protocol.Ip4::new),
            Combinators.combine(
                    Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(0L, 1L << 32)),
                    Arbitraries.oneOf(
                        Arbitraries.longs(),
                        Arbitraries.longs().between(0, 70000),
                        Arbitraries.longs().between(0xffff00000000L, 0x1000000000000L)))
                .as(Protocol.Ip6::new),
            names.map(Protocol.Dns::new),
            names.map(Protocol.Dns4::new),
            names.map(Protocol.Dns6::new),
            ports.map(Protocol.Tcp::new),
            ports.map(Protocol.Memory::new),
            Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(32)
                .map(bytes -> new Protocol.NoiseIk(PublicKey.of(bytes))),
            Arbitraries.integers().between(0, 255).map(Protocol.Handshake::new));
    return protocols.list().ofMinSize(1).ofMaxSize(8).map(NetworkAddress::of);
  }
}
