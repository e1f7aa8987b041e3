package io.diemnet.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.diemnet.vertx.NetworkAddress.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Specification section 3. */
class NetworkAddressTest {

  private static final String KEY =
      "080e287879c918794170e258bfaddd75acac5b3e350419044655e4983a487120";
  private static final String NOISE = "/ln-noise-ik/" + KEY + "/ln-handshake/0";

  private static NetworkAddress address(String text) {
    return NetworkAddress.parse(text);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void the_example_of_the_specification_has_two_lengths() {
    // 09: the list has nine bytes; 02: two protocols; 00: ip4; 05: tcp, port 0x0050.
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex("09 02 00 0a 00 00 10 05 50 00");
    assertThat(address("/ip4/10.0.0.16/tcp/80").toBytes()).isEqualTo(bytes);
    assertThat(NetworkAddress.fromBytes(bytes)).hasToString("/ip4/10.0.0.16/tcp/80");
  }

  @ParameterizedTest
  @CsvSource({
    "/ip4/1.2.3.4, 06 01 00 01020304",
    "/ip6/::1, 12 01 01 00000000000000000000000000000001",
    "/ip6/102:304:506:708:90a:b0c:d0e:f10, 12 01 01 0102030405060708090a0b0c0d0e0f10",
    "/dns/b\u00fc, 06 01 02 03 62c3bc",
    "/dns4/a, 04 01 03 01 61",
    "/dns6/a b, 06 01 04 03 612062",
    "/tcp/6180, 04 01 05 2418",
    "/memory/65535, 04 01 06 ffff",
    "/ln-handshake/255, 03 01 08 ff"
  })
  void each_protocol_has_its_bytes(String text, String bytes) {
    assertThat(hex(address(text).toBytes())).isEqualTo(bytes.replace(" ", ""));
    assertThat(NetworkAddress.fromBytes(address(text).toBytes()))
        .isEqualTo(address(text))
        .hasToString(text);
  }

  @Test
  void a_key_stands_behind_its_length() {
    assertThat(hex(address("/ln-noise-ik/" + KEY).toBytes())).isEqualTo("23010720" + KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "/tcp/+80, /tcp/80",
    "/tcp/0000000000000000000080, /tcp/80",
    "/tcp/+0, /tcp/0",
    "/ln-handshake/000, /ln-handshake/0",
    "/ip6/0:0:0:0:0:0:0:0, /ip6/::",
    "/ip6/0:0:0:0:0:0:0:1, /ip6/::1",
    "/ip6/0:0:0:0:0:0:0:2, /ip6/::0.0.0.2",
    "/ip6/::1.2.3.4, /ip6/::1.2.3.4",
    "/ip6/::ffff:102:304, /ip6/::ffff:1.2.3.4",
    "/ip6/::FFFF:1.2.3.4, /ip6/::ffff:1.2.3.4",
    "/ip6/64:ff9b::1.2.3.4, /ip6/64:ff9b::102:304",
    "/ip6/1:2:3:4:5:6:7.8.9.10, /ip6/1:2:3:4:5:6:708:90a",
    "/ip6/1:2:3:4:5:6:7::, /ip6/1:2:3:4:5:6:7:0",
    "/ip6/::2:3:4:5:6:7:8, /ip6/0:2:3:4:5:6:7:8",
    "/ip6/1:0:0:2:0:0:0:3, /ip6/1:0:0:2::3",
    "/ip6/1:0:0:2:3:0:0:4, /ip6/1::2:3:0:0:4",
    "/ip6/2001:0DB8::000a, /ip6/2001:db8::a",
    "/ip6/fe80::, /ip6/fe80::"
  })
  void text_is_printed_in_its_canonical_form(String text, String canonical) {
    assertThat(address(text)).hasToString(canonical);
    assertThat(NetworkAddress.fromBytes(address(text).toBytes())).hasToString(canonical);
  }

  @Test
  void an_upper_case_key_is_read_and_printed_lower_case() {
    assertThat(address("/ln-noise-ik/" + KEY.toUpperCase(Locale.ROOT)))
        .hasToString("/ln-noise-ik/" + KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "/foobar",
        "/tcp",
        "tcp/1234",
        "/tcp/1234/",
        "/tcp/99999",
        "/tcp/65536",
        "/tcp/-0",
        "/tcp/-1",
        "/tcp/+",
        "/tcp/++1",
        "/tcp/",
        "/tcp/ 80",
        "/tcp/0x50",
        "/tcp/99999999999999999999",
        "/tcp/\u0661",
        "/ln-handshake/256",
        "/ip4/1.1.1",
        "/ip4/1.1.1.1.",
        "/ip4/1.1.1.999.1",
        "/ip4/1.1.1.256",
        "/ip4/01.2.3.4",
        "/ip4/1.2.3.4 ",
        "/ip4/1.2.3.\u0661",
        "/ip4/0x7f.0.0.1",
        "/ip4/2130706433",
        "/ip4/localhost",
        "/ip6/1.2.3.4",
        "/ip6/fe80::1%eth0",
        "/ip6/[::1]",
        "/ip6/1::2::3",
        "/ip6/:::",
        "/ip6/:",
        "/ip6/:1::",
        "/ip6/1:2:3:4:5:6:7",
        "/ip6/1:2:3:4:5:6:7:8:9",
        "/ip6/1:2:3:4::5:6:7:8",
        "/ip6/1:2:3:4:5:6:7:1.2.3.4",
        "/ip6/1.2.3.4::",
        "/ip6/::1.2.3.4:5",
        "/ip6/12345::",
        "/ip6/::0g",
        "/ip6/",
        "/dns/",
        "/dns/a\ud800",
        "/TCP/80",
        "/Ip4/1.2.3.4",
        "/udp/80",
        "/ln-noise-ik/0x080e287879c918794170e258bfaddd75acac5b3e350419044655e4983a487120",
        "/ln-noise-ik/080e287879c918794170e258bfaddd75acac5b3e350419044655e4983a4871",
        "/ln-noise-ik/xy0e287879c918794170e258bfaddd75acac5b3e350419044655e4983a487120"
      })
  void what_is_no_address_is_refused_with_a_reason(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkAddress.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }

  @Test
  void the_reason_names_the_part_and_the_whole() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkAddress.parse("/ip4/1.2.3/tcp/80"))
        .withMessage("'1.2.3' is not an IPv4 address, in the network address /ip4/1.2.3/tcp/80");
  }

  @Test
  void a_dns_name_has_1_to_255_bytes_of_utf8_and_any_characters() {
    assertThat(address("/dns/" + "\u65e5".repeat(85)).host()).hasSize(85);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> address("/dns/" + "\u65e5".repeat(85) + "a"))
        .withMessageContaining("255");
    assertThat(address("/dns/with space\u0000/tcp/1").host()).isEqualTo("with space\u0000");
    assertThatIllegalArgumentException().isThrownBy(() -> new Protocol.Dns("a/b"));
  }

  @ParameterizedTest
  @CsvSource({
    "01 00, an empty list",
    "00, no list at all",
    "'', nothing",
    "0a 02 00 0a000010 05 5000, an outer length too large",
    "08 02 00 0a000010 05 5000, an outer length too small",
    "09 02 00 0a000010 05 5000 00, a byte too many",
    "0a 02 00 0a000010 05 5000 00, a byte too many within",
    "89 00 02 00 0a000010 05 5000, an outer length that is not minimal",
    "0a 82 00 00 0a000010 05 5000, a count that is not minimal",
    "04 01 09 0000, an unknown protocol",
    "03 01 02 00, an empty name",
    "06 01 02 03 612f62, a name with a slash",
    "05 01 02 02 c328, a name that is not UTF-8",
    "22 01 07 1f 00000000000000000000000000000000000000000000000000000000000000, a key too short",
    "05 ffffffff0f, a list longer than there are bytes"
  })
  void broken_bytes_are_refused(String bytes, String why) {
    assertThatIllegalArgumentException()
        .as(why)
        .isThrownBy(() -> NetworkAddress.fromBytes(HexFormat.of().parseHex(bytes.replace(" ", ""))))
        .withMessageStartingWith("not a network address: ");
  }

  @Test
  void a_name_of_256_bytes_is_refused_in_binary_too() {
    byte[] bytes = new byte[2 + 1 + 1 + 2 + 256];
    Arrays.fill(bytes, (byte) 'a');
    System.arraycopy(HexFormat.of().parseHex("840201028002"), 0, bytes, 0, 6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkAddress.fromBytes(bytes))
        .withMessageContaining("255");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/1.2.3.4/tcp/6180",
        "/ip6/::1/tcp/0",
        "/dns/example.com/tcp/6180",
        "/dns4/example.com/tcp/6180",
        "/dns6/example.com/tcp/6180"
      })
  void a_base_part_with_key_and_version_0_is_dialable_and_a_seed(String base) {
    NetworkAddress whole = address(base + NOISE);
    assertThat(whole.isDialable()).isTrue();
    assertThat(whole.requireDialable()).isSameAs(whole);
    assertThat(whole.isDiemNetAddress()).isTrue();
    assertThat(whole.base()).isEqualTo(address(base));
    assertThat(whole.isListenable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ip4/1.2.3.4/tcp/80 | /ln-noise-ik/<public key> must follow /ip4/1.2.3.4/tcp/80",
        "/memory/7 | /ln-noise-ik/<public key> must follow /memory/7",
        "/tcp/80 | it must begin with",
        "/ip4/1.2.3.4 | it must begin with",
        "/ip4/1.2.3.4/memory/80 | it must begin with",
        "/ip4/1.2.3.4/tcp/80/ln-noise-ik/KEY | /ln-handshake/0 must follow the public key",
        "/ip4/1.2.3.4/tcp/80/ln-handshake/0 | /ln-noise-ik/<public key> must follow",
        "/ip4/1.2.3.4/tcp/80/ln-handshake/0/ln-noise-ik/KEY | /ln-noise-ik/<public key> must",
        "/ip4/1.2.3.4/tcp/80/ln-noise-ik/KEY/ln-handshake/1 | only handshake version 0",
        "/ip4/1.2.3.4/tcp/80/ln-noise-ik/KEY/ln-handshake/0/tcp/1 | nothing may follow",
        "/ip4/1.2.3.4/tcp/80/tcp/80/ln-noise-ik/KEY/ln-handshake/0 | /ln-noise-ik/<public key>"
      })
  void what_may_not_be_dialed_says_why(String text, String reason) {
    NetworkAddress whole = address(text.replace("KEY", KEY));
    assertThat(whole.isDialable()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(whole::requireDialable)
        .withMessageStartingWith("cannot dial " + whole + ": ")
        .withMessageContaining(reason);
  }

  @Test
  void a_seed_takes_any_handshake_version_but_no_memory() {
    assertThat(address("/dns/a/tcp/1/ln-noise-ik/" + KEY + "/ln-handshake/7").isDiemNetAddress())
        .isTrue();
    assertThat(address("/memory/1" + NOISE).isDiemNetAddress()).isFalse();
    assertThat(address("/memory/1" + NOISE).isDialable()).isTrue();
    assertThat(address("/dns/a/tcp/1" + NOISE + "/tcp/1").isDiemNetAddress()).isFalse();
  }

  @Test
  void listened_on_is_an_ip_address_with_a_port_or_memory() {
    assertThat(List.of("/ip4/0.0.0.0/tcp/6180", "/ip6/::/tcp/0", "/memory/0"))
        .allSatisfy(text -> assertThat(address(text).isListenable()).isTrue());
    assertThat(
            List.of(
                "/dns/localhost/tcp/1",
                "/ip4/1.2.3.4",
                "/tcp/1",
                "/ip4/1.2.3.4/tcp/1/tcp/1",
                "/memory/1/memory/1",
                "/ip4/1.2.3.4/tcp/1" + NOISE))
        .allSatisfy(text -> assertThat(address(text).isListenable()).isFalse());
  }

  @Test
  void parts_can_be_asked_for() {
    NetworkAddress whole = address("/ip6/::ffff:1.2.3.4/tcp/6180" + NOISE);
    assertThat(whole.host()).isEqualTo("::ffff:1.2.3.4");
    assertThat(whole.port()).isEqualTo(6180);
    assertThat(whole.isMemory()).isFalse();
    assertThat(whole.noiseKey()).isEqualTo(PublicKey.parse(KEY));
    assertThat(whole.handshakeVersion()).isZero();
    assertThat(whole.protocols()).hasSize(4);
    NetworkAddress memory = address("/memory/9");
    assertThat(memory.isMemory()).isTrue();
    assertThat(memory.port()).isEqualTo(9);
    assertThat(memory.host()).isNull();
    assertThat(memory.noiseKey()).isNull();
    assertThat(memory.handshakeVersion()).isEqualTo(-1);
    assertThat(address("/tcp/1").port()).isEqualTo(-1);
    assertThatIllegalStateException().isThrownBy(() -> address("/tcp/1").base());
    assertThatIllegalStateException().isThrownBy(() -> address("/tcp/1").withPort(2));
  }

  @Test
  void an_address_is_extended_and_rebuilt() throws Exception {
    PublicKey key = PublicKey.parse(KEY);
    assertThat(address("/memory/0").withPort(12).withNoise(key, 0))
        .hasToString("/memory/12" + NOISE);
    assertThat(address("/ip4/1.2.3.4/tcp/0" + NOISE).withPort(80))
        .hasToString("/ip4/1.2.3.4/tcp/80" + NOISE);
    assertThat(NetworkAddress.memory(3)).hasToString("/memory/3");
    assertThat(
            NetworkAddress.of(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {1, 2, 3, 4}), 5)))
        .hasToString("/ip4/1.2.3.4/tcp/5");
    assertThat(NetworkAddress.of(new InetSocketAddress(InetAddress.getByName("fe80::1"), 5)))
        .hasToString("/ip6/fe80::1/tcp/5");
    assertThatIllegalArgumentException().isThrownBy(() -> NetworkAddress.of(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> NetworkAddress.memory(65536));
  }
}
