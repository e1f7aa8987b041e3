package io.diemnet.vertx.impl.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeersFileTest {

  private static final String ID = "ab".repeat(16);
  private static final String KEY = "0123456789abcdef".repeat(4);
  private static final String ADDRESS =
      "/ip4/10.0.0.1/tcp/6180/ln-noise-ik/" + KEY + "/ln-handshake/0";

  private static Map<PeerId, DiscoveredPeer> yaml(String text) throws DiscoveryException {
    return PeersFile.parse("peers.yaml", text.getBytes(StandardCharsets.UTF_8), WireProfile.DIEM);
  }

  private static Map<PeerId, DiscoveredPeer> json(String text) throws DiscoveryException {
    return PeersFile.parse("PEERS.JSON", text.getBytes(StandardCharsets.UTF_8), WireProfile.DIEM);
  }

  private static String problem(String name, String text) {
    DiscoveryException e =
        catchThrowableOfType(
            DiscoveryException.class,
            () -> PeersFile.parse(name, text.getBytes(StandardCharsets.UTF_8), WireProfile.DIEM));
    assertThat(e).as("refused: %s", text).isNotNull();
    return e.getMessage();
  }

  @Test
  void a_yaml_file_lists_peers() throws Exception {
    String other = "cd".repeat(32);
    Map<PeerId, DiscoveredPeer> peers =
        yaml(
            """
            # validators
            %s:
              addresses:
                - "%s"
                - /dns4/host.example/tcp/6180/ln-noise-ik/%s/ln-handshake/0
              keys: ["%s"]
              role: Validator
            """
                .formatted(ID, ADDRESS, KEY, other));
    DiscoveredPeer peer = peers.get(PeerId.parse(ID));
    assertThat(peer.addresses())
        .extracting(NetworkAddress::host)
        .containsExactly("10.0.0.1", "host.example");
    assertThat(peer.keys()).containsExactlyInAnyOrder(PublicKey.parse(KEY), PublicKey.parse(other));
    assertThat(peer.role()).isEqualTo(PeerRole.VALIDATOR);
    assertThat(peers).hasSize(1);
  }

  @Test
  void a_json_file_says_the_same_under_either_name() throws Exception {
    String text =
        "{\"%s\":\t{\"addresses\": [\"%s\"],\n\t\"role\": \"Upstream\"}}".formatted(ID, ADDRESS);
    assertThat(json(text)).isEqualTo(yaml(text)).containsOnlyKeys(PeerId.parse(ID));
  }

  @Test
  void everything_within_a_peer_is_optional() throws Exception {
    DiscoveredPeer peer = yaml(ID + ": {}").get(PeerId.parse(ID));
    assertThat(peer.addresses()).isEmpty();
    assertThat(peer.keys()).isEmpty();
    assertThat(peer.role()).isEqualTo(PeerRole.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000000000000000000000000001",
        "00000000000000000000000000000012",
        "12345678901234567890123456789012",
        "0000000000000000000000000012e345",
        "99999999999999999999999999999e99",
        "0x000000000000000000000000000000ff"
      })
  void an_id_that_looks_like_a_number_stays_an_id(String id) throws Exception {
    String peers = id + ": {keys: [" + "1".repeat(64) + "], role: Known}";
    assertThat(yaml(peers)).containsOnlyKeys(PeerId.parse(id));
    assertThat(yaml(peers).values().iterator().next().keys())
        .containsExactly(PublicKey.parse("1".repeat(64)));
    assertThat(json("{\"" + id + "\": {\"keys\": [" + "1".repeat(64) + "]}}"))
        .containsOnlyKeys(PeerId.parse(id));
  }

  @Test
  void an_empty_map_lists_nobody() throws Exception {
    assertThat(yaml("{}")).isEmpty();
    assertThat(yaml("\uFEFF{}\n")).isEmpty();
    assertThat(json(" {} ")).isEmpty();
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("an empty file, perhaps half written", "", "map"),
        Arguments.of("a comment alone", "# peers\n", "map"),
        Arguments.of("a list", "- " + ID, "map"),
        Arguments.of("a text", "peers", "map"),
        Arguments.of("no YAML", ID + ": {addresses: [", "line 1"),
        Arguments.of("two documents", ID + ": {}\n---\n" + ID + ": {}\n", "document"),
        Arguments.of("an id too short", "abcd: {}", "abcd"),
        Arguments.of("an id with a wrong digit", "g".repeat(32) + ": {}", "gggg"),
        Arguments.of("a peer that is no map", ID + ": Validator", ID),
        Arguments.of("a peer that is a list", ID + ": [" + ADDRESS + "]", ID),
        Arguments.of("an unknown key", ID + ": {adresses: []}", ID + ".adresses"),
        Arguments.of(
            "addresses that are no list", ID + ": {addresses: " + ADDRESS + "}", "addresses"),
        Arguments.of("an address that is none", ID + ": {addresses: [/foobar]}", "addresses[0]"),
        Arguments.of(
            "an address that cannot be dialed",
            ID + ": {addresses: [" + ADDRESS + ", /ip4/10.0.0.1/tcp/80]}",
            "addresses[1]"),
        Arguments.of(
            "another handshake version",
            ID + ": {addresses: [" + ADDRESS.replace("handshake/0", "handshake/1") + "]}",
            "version 0"),
        Arguments.of("a key too short", ID + ": {keys: [abcd]}", "keys[0]"),
        Arguments.of("a key that is a map", ID + ": {keys: [{a: b}]}", "keys[0]"),
        Arguments.of("a role that is none", ID + ": {role: validator}", ID + ".role"),
        Arguments.of("an id twice", ID + ": {}\n" + ID + ": {}\n", "twice"),
        Arguments.of(
            "an id in two spellings",
            ID + ": {}\n0x" + ID.toUpperCase(Locale.ROOT) + ": {}\n",
            "same peer"),
        Arguments.of("a key within a peer twice", ID + ": {role: Known, role: Known}", "twice"),
        Arguments.of("a key that is a list", "? [a]\n: {}\n", "key"),
        Arguments.of(
            "one wrong among good ones",
            ID + ": {}\n" + "12".repeat(16) + ": {role: 5}\n",
            "12".repeat(16)),
        Arguments.of("an unknown anchor", ID + ": *nobody", "nobody"),
        Arguments.of("deep nesting", ID + ": " + "[".repeat(20_000), "nested too deeply"),
        Arguments.of("a list in itself", ID + ": {addresses: &a [*a]}", "nested too deeply"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void a_wrong_yaml_file_is_refused_with_the_place(String what, String text, String names) {
    assertThat(problem("peers.yaml", text)).contains(names);
  }

  static Stream<Arguments> malformedJson() {
    return Stream.of(
        Arguments.of("an empty file", "", "map"),
        Arguments.of("a list", "[]", "map"),
        Arguments.of("cut off", "{\"" + ID + "\": {", "line 1"),
        Arguments.of("something after the map", "{} {}", "nothing may follow"),
        Arguments.of("an id twice", "{\"%s\": {},\n\"%s\": {}}".formatted(ID, ID), "line 2"),
        Arguments.of("a peer that is null", "{\"" + ID + "\": null}", ID),
        Arguments.of("a role that is a number", "{\"" + ID + "\": {\"role\": 1}}", "role"),
        Arguments.of("a key without quotes", "{" + ID + ": {}}", "line 1"),
        Arguments.of("deep nesting", "{\"" + ID + "\": " + "[".repeat(20_000), "depth"),
        Arguments.of("a huge text", "{\"" + "a".repeat(100_000) + "\": {}}", "length"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedJson")
  void a_wrong_json_file_is_refused_with_the_place(String what, String text, String names) {
    assertThat(problem("peers.json", text)).contains(names);
  }

  @Test
  void a_file_that_is_not_utf8_is_refused() {
    assertThatThrownBy(
            () ->
                PeersFile.parse("peers.yaml", new byte[] {'{', (byte) 0xff, '}'}, WireProfile.DIEM))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void only_a_regular_file_of_bearable_size_is_read(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("peers.yaml");
    assertThatThrownBy(() -> TextFile.read(file)).hasMessageContaining("does not exist");
    assertThatThrownBy(() -> TextFile.read(folder)).hasMessageContaining("not a regular file");
    Files.write(file, new byte[TextFile.MAX_BYTES]);
    assertThat(TextFile.read(file)).hasSize(TextFile.MAX_BYTES);
    Files.write(file, new byte[TextFile.MAX_BYTES + 1]);
    assertThatThrownBy(() -> TextFile.read(file)).hasMessageContaining("larger than");
  }

  @Test
  void a_refusal_carries_no_stack_trace() {
    assertThat(catchThrowableOfType(DiscoveryException.class, () -> yaml("")).getStackTrace())
        .isEmpty();
  }
}
