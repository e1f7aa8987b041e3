package io.diemnet.vertx.impl.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.handshake.HandshakeException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specification section 6. */
class HandshakeMsgTest {

  private static final SupportedProtocols RPCS =
      SupportedProtocols.of(List.of(ProtocolId.CONSENSUS_RPC, ProtocolId.HEALTH_CHECKER_RPC));
  private static final HandshakeMsg EXAMPLE =
      HandshakeMsg.v1(RPCS, ChainId.TESTING, NetworkId.VALIDATOR);

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static HandshakeMsg decode(String hex) throws HandshakeException {
    byte[] bytes = bytes(hex);
    return HandshakeMsg.decode(bytes, 0, bytes.length, DiemWire.RULES);
  }

  private static SupportedProtocols set(Integer... numbers) {
    return set(Arrays.asList(numbers));
  }

  private static SupportedProtocols set(Iterable<Integer> numbers) {
    List<ProtocolId> protocols = new ArrayList<>();
    numbers.forEach(
        n -> protocols.add(n < 7 ? ProtocolId.builtIn().get(n) : ProtocolId.custom("p" + n, n)));
    return SupportedProtocols.of(protocols);
  }

  private static void assertRefused(Reason reason, HandshakeMsg own, HandshakeMsg remote) {
    assertThatExceptionOfType(HandshakeException.class)
        .isThrownBy(() -> own.negotiate(remote, DiemWire.RULES))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void the_example_of_the_specification() throws Exception {
    // One version, V1 = 0, a vector of one byte with bits 0 and 5; chain 4; validator network.
    byte[] bytes = bytes("01 00 01 84 04 00");
    assertThat(EXAMPLE.encode(DiemWire.RULES)).isEqualTo(bytes);
    assertThat(decode("01 00 01 84 04 00")).isEqualTo(EXAMPLE);
    assertThat(EXAMPLE.encodeFrame(DiemWire.RULES)).isEqualTo(bytes("0006 01 00 01 84 04 00"));
  }

  @ParameterizedTest
  @CsvSource({
    "Public, 1, 01 00 01 84 01 01",
    "vfn, 0, 01 00 01 84 00 02 03 76666e",
    "n\u00e9t, 255, 01 00 01 84 ff 02 04 6ec3a974"
  })
  void networks_and_chains_have_their_bytes(String network, int chain, String bytes)
      throws Exception {
    HandshakeMsg message = HandshakeMsg.v1(RPCS, new ChainId(chain), NetworkId.parse(network));
    assertThat(message.encode(DiemWire.RULES)).isEqualTo(bytes(bytes));
    assertThat(decode(bytes)).isEqualTo(message);
  }

  @Test
  void a_message_may_offer_no_version() throws Exception {
    HandshakeMsg message = new HandshakeMsg(Map.of(), ChainId.TESTING, NetworkId.VALIDATOR);
    assertThat(message.encode(DiemWire.RULES)).isEqualTo(bytes("00 04 00"));
    assertThat(decode("00 04 00")).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'', nothing",
    "01 00 01 84 04, no network",
    "01 00 01 84, no chain",
    "01 01 01 84 04 00, an unknown version",
    "02 00 01 84 00 01 84 04 00, a repeated version",
    "02 00 01 84 01 01 84 04 00, a known and an unknown version",
    "81 00 00 01 84 04 00, a count that is not minimal",
    "01 80 00 01 84 04 00, a version that is not minimal",
    "01 00 81 00 84 04 00, a length that is not minimal",
    "01 00 01 84 04 03, an unknown network",
    "01 00 01 84 04 02 01 ff, a name that is not UTF-8",
    "01 00 01 84 04 02 04 76666e, a name cut short",
    "ffffffff07, more versions than there are bytes",
    "01 00 ffffffff07 84 04 00, more protocols than there are bytes"
  })
  void broken_bytes_are_malformed(String bytes, String why) {
    assertThatExceptionOfType(HandshakeException.class)
        .as(why)
        .isThrownBy(() -> decode(bytes))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void bytes_behind_the_message_are_told_apart() {
    assertThatExceptionOfType(HandshakeException.class)
        .isThrownBy(() -> decode("01 00 01 84 04 00 00"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TRAILING_BYTES));
  }

  @Test
  void a_bit_vector_has_at_most_32_bytes() throws Exception {
    String most = "01 00 20 " + "ff".repeat(32) + " 04 00";
    assertThat(decode(most).encode(DiemWire.RULES)).isEqualTo(bytes(most));
    assertThat(decode(most).supported().get(MessagingVersion.V1).numbers()).hasSize(256);
    assertThatExceptionOfType(HandshakeException.class)
        .isThrownBy(() -> decode("01 00 21 " + "00".repeat(33) + " 04 00"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void trailing_zeros_and_unknown_bits_are_kept_but_compared_by_bits() throws Exception {
    String padded = "01 00 04 84000000 04 00";
    assertThat(decode(padded)).isEqualTo(EXAMPLE).hasSameHashCodeAs(EXAMPLE);
    assertThat(decode(padded).encode(DiemWire.RULES)).isEqualTo(bytes(padded));
    assertThat(EXAMPLE.negotiate(decode(padded), DiemWire.RULES).common()).isEqualTo(RPCS);
    assertThat(EXAMPLE.negotiate(decode("01 00 02 85ff 04 00"), DiemWire.RULES).common())
        .isEqualTo(RPCS);
    assertThat(
            decode("01 00 02 8400 04 00").negotiate(decode(padded), DiemWire.RULES).common().wire())
        .isEqualTo(bytes("84"));
  }

  @Test
  void protocols_are_bits_from_the_most_significant() {
    assertThat(set(0).wire()).isEqualTo(bytes("80"));
    assertThat(set(7).wire()).isEqualTo(bytes("01"));
    assertThat(set(8).wire()).isEqualTo(bytes("0080"));
    assertThat(set(255).wire()).isEqualTo(bytes("00".repeat(31) + "01"));
    assertThat(set().wire()).isEmpty();
    assertThat(set().isEmpty()).isTrue();
    assertThat(RPCS.contains(ProtocolId.HEALTH_CHECKER_RPC)).isTrue();
    assertThat(RPCS.contains(ProtocolId.MEMPOOL_DIRECT_SEND)).isFalse();
    assertThat(RPCS.contains(255)).isFalse();
    assertThat(RPCS).hasToString("{0, 5}");
  }

  @Test
  void both_ends_agree_on_the_common_protocols() throws Exception {
    HandshakeMsg remote = HandshakeMsg.v1(set(5, 6, 40), ChainId.TESTING, NetworkId.VALIDATOR);
    HandshakeMsg.Negotiated expected = new HandshakeMsg.Negotiated(MessagingVersion.V1, set(5));
    assertThat(EXAMPLE.negotiate(remote, DiemWire.RULES)).isEqualTo(expected);
    assertThat(remote.negotiate(EXAMPLE, DiemWire.RULES)).isEqualTo(expected);
  }

  @Test
  void nothing_in_common_is_an_agreement() throws Exception {
    HandshakeMsg remote = HandshakeMsg.v1(set(1), ChainId.TESTING, NetworkId.VALIDATOR);
    assertThat(EXAMPLE.negotiate(remote, DiemWire.RULES).common().isEmpty()).isTrue();
  }

  @Test
  void the_chain_is_checked_first_then_the_network_then_the_version() {
    HandshakeMsg otherChain = new HandshakeMsg(Map.of(), new ChainId(0), NetworkId.PUBLIC);
    HandshakeMsg otherNetwork = new HandshakeMsg(Map.of(), ChainId.TESTING, NetworkId.PUBLIC);
    HandshakeMsg noVersion = new HandshakeMsg(Map.of(), ChainId.TESTING, NetworkId.VALIDATOR);
    assertRefused(Reason.CHAIN_ID, EXAMPLE, otherChain);
    assertRefused(Reason.NETWORK_ID, EXAMPLE, otherNetwork);
    assertRefused(Reason.NO_COMMON_VERSION, EXAMPLE, noVersion);
    assertRefused(Reason.NO_COMMON_VERSION, noVersion, EXAMPLE);
  }

  @Test
  void a_private_network_named_validator_is_not_the_validator_network() throws Exception {
    HandshakeMsg imposter =
        HandshakeMsg.v1(RPCS, ChainId.TESTING, NetworkId.privateNetwork("Validator"));
    assertThat(decode("01 00 01 84 04 02 09 56616c696461746f72")).isEqualTo(imposter);
    assertRefused(Reason.NETWORK_ID, EXAMPLE, imposter);
  }

  @Test
  void a_name_too_long_for_the_frame_is_refused_before_it_is_sent() {
    HandshakeMsg message =
        HandshakeMsg.v1(RPCS, ChainId.TESTING, NetworkId.privateNetwork("n".repeat(65536)));
    assertThatIllegalArgumentException().isThrownBy(() -> message.encodeFrame(DiemWire.RULES));
    HandshakeMsg longest =
        HandshakeMsg.v1(RPCS, ChainId.TESTING, NetworkId.privateNetwork("n".repeat(65526)));
    assertThat(longest.encodeFrame(DiemWire.RULES))
        .hasSize(2 + HandshakeMsg.MAX_LENGTH)
        .startsWith(0xff, 0xff);
  }

  @Test
  void every_reason_is_a_metric_tag() {
    assertThat(Reason.values())
        .extracting(Reason::tag)
        .allMatch(tag -> tag.matches("[a-z]+(-[a-z]+)*"))
        .doesNotHaveDuplicates();
  }
}
