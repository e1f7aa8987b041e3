package io.diemnet.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of specification section 1 and the protocols of section 7. */
class IdentitiesTest {

  private static final String ID = "00112233445566778899aabbccddeeff";
  private static final String KEY = "8f" + "0123456789abcdef".repeat(3) + "fedcba98765432";

  @Test
  void a_peer_id_reads_either_case_with_or_without_0x_and_prints_lower_case() {
    PeerId id = PeerId.parse(ID);
    assertThat(id).hasToString(ID);
    assertThat(id.toBytes()).isEqualTo(HexFormat.of().parseHex(ID));
    assertThat(List.of(ID.toUpperCase(Locale.ROOT), "0x" + ID, "0X" + ID.toUpperCase(Locale.ROOT)))
        .allSatisfy(text -> assertThat(PeerId.parse(text)).isEqualTo(id).hasSameHashCodeAs(id));
    assertThat(PeerId.of(id.toBytes())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "00112233445566778899aabbccddeef",
        "00112233445566778899aabbccddeeff0",
        "0x0x112233445566778899aabbccddeeff",
        "00112233445566778899aabbccddeefg",
        "/0112233445566778899aabbccddeeff",
        "0:112233445566778899aabbccddeeff",
        "0@112233445566778899aabbccddeeff",
        "00112233445566778899aabbccdde`ff",
        "00112233445566778899aabbccddee f",
        "00112233445566778899aabbccddee\u0661\u0661"
      })
  void what_is_no_peer_id_is_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerId.parse(text))
        .withMessageContaining("a peer id must be 32 hex digits");
  }

  @Test
  void ids_of_another_length_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.of(new byte[15]));
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.of(new byte[17]));
    assertThatIllegalArgumentException().isThrownBy(() -> PublicKey.of(new byte[31]));
    assertThatIllegalArgumentException().isThrownBy(() -> PrivateKey.of(new byte[33]));
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.parse(null));
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, 00000000000000000000000000000001",
    "7fffffffffffffffffffffffffffffff, 80000000000000000000000000000000",
    "00000000000000007fffffffffffffff, 00000000000000008000000000000000",
    "00000000000000ffffffffffffffffff, 00000000000001000000000000000000"
  })
  void peer_ids_are_ordered_as_unsigned_bytes(String less, String greater) {
    assertThat(PeerId.parse(less)).isLessThan(PeerId.parse(greater));
    assertThat(PeerId.parse(greater)).isGreaterThan(PeerId.parse(less));
    assertThat(PeerId.parse(less)).isEqualByComparingTo(PeerId.parse(less));
  }

  @Test
  void a_peer_id_is_written_at_an_offset() {
    byte[] target = new byte[20];
    PeerId.parse(ID).writeTo(target, 3);
    assertThat(PeerId.of(target, 3)).isEqualTo(PeerId.parse(ID));
    assertThat(target[2]).isZero();
    assertThat(target[19]).isZero();
  }

  @Test
  void a_peer_without_account_is_the_last_16_bytes_of_its_key() {
    PublicKey key = PublicKey.parse("00".repeat(16) + ID);
    assertThat(PeerId.fromPublicKey(key)).isEqualTo(PeerId.parse(ID));
  }

  @Test
  void a_public_key_keeps_its_bytes_as_received() {
    byte[] nonCanonical = HexFormat.of().parseHex("ff".repeat(32));
    PublicKey key = PublicKey.of(nonCanonical);
    assertThat(key.toBytes()).isEqualTo(nonCanonical).isNotSameAs(nonCanonical);
    nonCanonical[0] = 0;
    key.toBytes()[0] = 0;
    assertThat(key).hasToString("ff".repeat(32));
    assertThat(key).isEqualTo(PublicKey.parse("0x" + "FF".repeat(32)));
    assertThat(key).isNotEqualTo(PublicKey.parse("ff".repeat(31) + "7f"));
  }

  @Test
  void a_private_key_gives_the_public_key_of_rfc_7748() {
    PrivateKey key =
        PrivateKey.parse("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    assertThat(key.publicKey())
        .hasToString("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  }

  @Test
  void a_private_key_is_never_printed() {
    PrivateKey key = PrivateKey.parse(KEY);
    assertThat(key.toString()).doesNotContain(KEY.substring(0, 8)).contains("" + key.publicKey());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrivateKey.parse(KEY + "0"))
        .withMessageContaining("a private key must be 64 hex digits")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(KEY.substring(0, 8)));
    assertThat(PrivateKey.of(key.toBytes())).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(PrivateKey.generate()).isNotEqualTo(PrivateKey.generate());
  }

  @ParameterizedTest
  @CsvSource({
    "mainnet, 1",
    "TESTNET, 2",
    "Devnet, 3",
    "testing, 4",
    "premainnet, 5",
    "1, 1",
    "255, 255",
    "007, 7"
  })
  void a_chain_is_a_name_or_a_number(String text, int id) {
    assertThat(ChainId.parse(text)).isEqualTo(ChainId.of(id));
    assertThat(ChainId.parse(ChainId.of(id).toString())).isEqualTo(ChainId.of(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "256", "-1", "99999999999", "main", "1.0", " 1", "\u0661"})
  void what_is_no_chain_is_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChainId.parse(text))
        .withMessageContaining("mainnet, testnet, devnet, testing, premainnet")
        .withMessageContaining("'" + text + "'");
  }

  @Test
  void chain_0_exists_on_the_wire_only() {
    assertThat(new ChainId(0)).hasToString("0").isNotEqualTo(ChainId.TESTING);
    assertThatIllegalArgumentException().isThrownBy(() -> ChainId.of(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChainId(256));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChainId(-1));
  }

  @Test
  void networks_are_validator_public_or_private() {
    assertThat(NetworkId.parse("validator")).isSameAs(NetworkId.VALIDATOR).hasToString("Validator");
    assertThat(NetworkId.parse("PUBLIC")).isSameAs(NetworkId.PUBLIC).hasToString("Public");
    assertThat(NetworkId.parse("vfn")).isEqualTo(NetworkId.vfn()).hasToString("vfn");
    assertThat(NetworkId.parse("vfn").isVfn()).isTrue();
    assertThat(NetworkId.parse("VFN").isVfn()).isFalse();
    assertThat(NetworkId.parse("mine")).isEqualTo(NetworkId.privateNetwork("mine"));
    assertThatIllegalArgumentException().isThrownBy(() -> NetworkId.parse(""));
  }

  @Test
  void a_private_network_named_as_another_is_another() {
    NetworkId imposter = NetworkId.privateNetwork("Validator");
    assertThat(imposter).isNotEqualTo(NetworkId.VALIDATOR).hasToString("Validator");
    assertThat(imposter.isValidator()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(PeerRole.class)
  void every_peer_role_reads_its_own_text(PeerRole role) {
    assertThat(PeerRole.parse(role.toString())).isEqualTo(role);
  }

  @Test
  void roles_are_spelled_as_in_configurations() {
    assertThat(PeerRole.values())
        .extracting(PeerRole::toString)
        .containsExactly(
            "Validator",
            "PreferredUpstream",
            "Upstream",
            "ValidatorFullNode",
            "Downstream",
            "Known",
            "Unknown");
    assertThat(NodeRole.parse("full_node")).isEqualTo(NodeRole.FULL_NODE);
    assertThat(NodeRole.parse("validator")).isEqualTo(NodeRole.VALIDATOR);
    assertThat(ConnectionOrigin.INBOUND).hasToString("inbound");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerRole.parse("validator"))
        .withMessageContaining("Validator, PreferredUpstream")
        .withMessageContaining("'validator'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeRole.parse("fullnode"))
        .withMessageContaining("validator or full_node");
  }

  @Test
  void the_seven_built_in_protocols_have_their_numbers() {
    assertThat(ProtocolId.builtIn())
        .extracting(ProtocolId::name)
        .containsExactly(
            "ConsensusRpc",
            "ConsensusDirectSend",
            "MempoolDirectSend",
            "StateSyncDirectSend",
            "DiscoveryDirectSend",
            "HealthCheckerRpc",
            "ConsensusDirectSendJSON");
    assertThat(ProtocolId.builtIn())
        .extracting(ProtocolId::number)
        .containsExactlyElementsOf(IntStream.range(0, 7).boxed().toList());
  }

  @Test
  void a_custom_protocol_has_a_name_and_a_number_from_7_to_255() {
    assertThat(ProtocolId.custom("Chat_Direct-Send1", 7)).hasToString("Chat_Direct-Send1");
    assertThat(ProtocolId.custom("a".repeat(64), 255).number()).isEqualTo(255);
    assertThat(ProtocolId.custom("Chat", 32)).isEqualTo(ProtocolId.custom("Chat", 32));
    assertThat(ProtocolId.custom("Chat", 32)).isNotEqualTo(ProtocolId.custom("Chat", 33));
    assertThat(ProtocolId.custom("Chat", 32)).isNotEqualTo(ProtocolId.custom("chat", 32));
  }

  @ParameterizedTest
  @CsvSource({"Chat, 6", "Chat, 256", "Chat, -1", "'', 7", "'a b', 7", "ConsensusRpc, 7", ", 7"})
  void other_custom_protocols_are_refused(String name, int number) {
    assertThatIllegalArgumentException().isThrownBy(() -> ProtocolId.custom(name, number));
  }

  @Test
  void a_name_of_65_characters_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ProtocolId.custom("a".repeat(65), 7));
  }
}
