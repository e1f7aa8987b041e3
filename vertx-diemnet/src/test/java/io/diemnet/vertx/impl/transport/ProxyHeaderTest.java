package io.diemnet.vertx.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.impl.metrics.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String V4 = "c0a80001" + "0a000001" + "d431" + "1824";
  private static final String V6 =
      "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "d431" + "1824";
  private static final String UNIX = "2f746d70".repeat(54);

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String header(String commandAndFamily, String rest) {
    return SIGNATURE + commandAndFamily + "%04x".formatted(rest.length() / 2) + rest;
  }

  /** Reads a header to its end, with more behind it, which must stay. */
  private static ProxyHeader.Source read(String hex) throws UpgradeException {
    ProxyHeader header = new ProxyHeader();
    ByteBuf in = Unpooled.wrappedBuffer(bytes(hex), new byte[] {1, 2, 3});
    assertThat(header.read(in)).isTrue();
    assertThat(in.readableBytes()).isEqualTo(3);
    return header.source();
  }

  private static void refused(String hex) {
    ProxyHeader header = new ProxyHeader();
    assertThatThrownBy(() -> header.read(Unpooled.wrappedBuffer(bytes(hex))))
        .isInstanceOfSatisfying(
            UpgradeException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(FailureReason.PROXY_HEADER));
  }

  @Test
  void tcp_over_ipv4_gives_the_source() throws Exception {
    ProxyHeader.Source source = read(header("2111", V4));
    assertThat(source.address()).hasToString("/ip4/192.168.0.1/tcp/54321");
    assertThat(source.host()).isEqualTo(InetAddress.getByName("192.168.0.1"));
  }

  @Test
  void tcp_over_ipv6_gives_the_source() throws Exception {
    ProxyHeader.Source source = read(header("2121", V6));
    assertThat(source.address()).hasToString("/ip6/2001:db8::7/tcp/54321");
    assertThat(source.host()).isEqualTo(InetAddress.getByName("2001:db8::7"));
  }

  @Test
  void a_mapped_address_stays_ipv6_and_counts_as_the_ipv4_that_it_is() throws Exception {
    String mapped = "00000000000000000000ffffc0a80001";
    ProxyHeader.Source source = read(header("2121", mapped + V6.substring(32)));
    assertThat(source.address()).hasToString("/ip6/::ffff:192.168.0.1/tcp/54321");
    assertThat(source.host()).isEqualTo(InetAddress.getByName("192.168.0.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2100", "2112", "2122", "2131", "2132"})
  void the_other_known_families_keep_the_sockets_address(String commandAndFamily) throws Exception {
    assertThat(read(header(commandAndFamily, ""))).isNull();
    assertThat(read(header(commandAndFamily, V4))).isNull();
    assertThat(read(header(commandAndFamily, UNIX))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2000", "2011", "2012", "2021", "2022", "2031", "2032", "20ff"})
  void every_local_header_keeps_the_sockets_address(String commandAndFamily) throws Exception {
    assertThat(read(header(commandAndFamily, ""))).isNull();
    assertThat(read(header(commandAndFamily, V4))).isNull();
    assertThat(read(header(commandAndFamily, V6))).isNull();
  }

  @Test
  void tlvs_are_skipped() throws Exception {
    String tlvs = "0300040000000120000568656c6c6f";
    assertThat(read(header("2111", V4 + tlvs)).address()).hasToString("/ip4/192.168.0.1/tcp/54321");
    assertThat(read(header("2121", V6 + tlvs)).address()).hasToString("/ip6/2001:db8::7/tcp/54321");
    assertThat(read(header("2000", tlvs))).isNull();
  }

  @Test
  void a_header_of_the_greatest_length_is_read_to_its_end() throws Exception {
    assertThat(read(header("2111", V4 + "00".repeat(0xffff - 12))).address())
        .hasToString("/ip4/192.168.0.1/tcp/54321");
  }

  @ParameterizedTest
  @CsvSource({"2111,11", "2111,0", "2121,35", "2121,12", "2121,0"})
  void too_short_addresses_are_refused(String commandAndFamily, int length) {
    refused(header(commandAndFamily, "00".repeat(length)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2211", "1111", "3111", "0111", "2f11", "ff11", "0011"})
  void other_versions_and_commands_are_refused(String commandAndFamily) {
    refused(header(commandAndFamily, V4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2101", "2110", "2113", "2120", "2130", "2133", "2141", "21ff"})
  void unknown_families_are_refused(String commandAndFamily) {
    refused(header(commandAndFamily, UNIX));
  }

  @Test
  void version_1_is_refused() {
    byte[] line =
        "PROXY TCP4 192.168.0.1 10.0.0.1 54321 6180\r\n".getBytes(StandardCharsets.US_ASCII);
    refused(HexFormat.of().formatHex(line));
  }

  static IntStream signatureBytes() {
    return IntStream.range(0, 12);
  }

  @ParameterizedTest
  @MethodSource("signatureBytes")
  void a_wrong_byte_is_refused_as_soon_as_it_comes(int at) {
    byte[] wrong = bytes(header("2111", V4));
    wrong[at] ^= 1;
    ProxyHeader header = new ProxyHeader();
    assertThatThrownBy(() -> header.read(Unpooled.wrappedBuffer(wrong, 0, at + 1)))
        .isInstanceOf(UpgradeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2111", "2121", "2131", "2000"})
  void it_may_come_byte_by_byte(String commandAndFamily) throws Exception {
    String whole = header(commandAndFamily, V6 + "0300040000000120");
    ProxyHeader.Source expected = read(whole);
    ProxyHeader header = new ProxyHeader();
    byte[] bytes = bytes(whole);
    for (int at = 0; at < bytes.length; at++) {
      assertThat(header.read(Unpooled.wrappedBuffer(bytes, at, 1)))
          .isEqualTo(at == bytes.length - 1);
    }
    assertThat(header.source()).isEqualTo(expected);
  }
}
