package io.diemnet.vertx.impl.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diemnet.vertx.WireProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers files that would take a worker or the heap if reading them had no bounds. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PeersFileBoundsTest {

  private static final String ID = "ab".repeat(16);
  private static final String ADDRESS =
      "/ip4/10.0.0.1/tcp/6180/ln-noise-ik/" + "12".repeat(32) + "/ln-handshake/0";
  private static final int FIFTEEN_MB = 15_000_000;

  private static String problem(String name, String text) {
    DiscoveryException e =
        catchThrowableOfType(
            DiscoveryException.class,
            () -> PeersFile.parse(name, text.getBytes(StandardCharsets.UTF_8), WireProfile.DIEM));
    assertThat(e).as("refused").isNotNull();
    assertThat(e.getMessage()).hasSizeLessThan(100_000);
    return e.getMessage();
  }

  /** The scanner takes quadratic time for such a line: over 99 s for the first. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "a,", "x "})
  void a_line_of_15_mb_is_refused_at_once(String part) {
    String line = part.repeat(FIFTEEN_MB / part.getBytes(StandardCharsets.UTF_8).length);
    assertThat(problem("peers.yaml", ID + ": {role: " + line)).contains("line 1", "longer than");
    assertThat(problem("peers.yaml", "\n# " + line + "\n{}\n")).contains("line 2", "longer than");
    assertThat(problem("peers.yaml", ID + ":\n  role: \"" + line)).contains("line 2");
  }

  @Test
  void a_line_just_below_the_bound_is_scanned() throws Exception {
    String comment = "#" + "x".repeat(BoundedYaml.MAX_LINE - 1) + "\n";
    assertThat(
            PeersFile.parse(
                "p.yaml",
                (comment.repeat(15) + "{}").getBytes(StandardCharsets.UTF_8),
                WireProfile.DIEM))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"role: |\n", "role:\n", "role: \"\n"})
  void a_text_of_15_mb_in_many_lines_is_refused(String begin) {
    String lines = ("    " + "x".repeat(95) + "\n").repeat(FIFTEEN_MB / 100);
    assertThat(problem("peers.yaml", ID + ":\n  " + begin + lines + "    \"\n"))
        .containsAnyOf("a text is longer than", "not find expected");
  }

  @Test
  void a_text_beyond_the_bound_is_refused_alike_in_yaml_and_json() {
    String text = "x".repeat(TextTree.MAX_TEXT + 1);
    assertThat(problem("peers.yaml", ID + ": {role: " + text + "}")).contains("a text is longer");
    assertThat(problem("peers.json", "{\"" + ID + "\": {\"role\": \"" + text + "\"}}"))
        .contains("length");
    // Below it the text is not repeated at length.
    String shorter = text.substring(2);
    assertThat(problem("peers.yaml", ID + ": {role: " + shorter + "}")).hasSizeLessThan(1_000);
    assertThat(problem("peers.json", "{\"" + shorter + "\": {}}")).hasSizeLessThan(1_500);
  }

  @Test
  void aliases_that_multiply_are_refused_before_they_are_expanded() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [" + ADDRESS + "]\n");
    for (int i = 1; i <= 5; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i)).append(("*a" + (i - 1) + ",").repeat(1_000));
      bomb.append("]\n");
    }
    assertThat(problem("peers.yaml", bomb.toString())).contains("once its aliases are expanded");
  }

  @Test
  void aliases_of_one_address_are_as_many_as_a_file_without_aliases_could_hold() {
    String begin = ID + ":\n  addresses:\n  - &a " + ADDRESS + "\n";
    int fitting = TextFile.MAX_BYTES / ADDRESS.length();
    // One byte of the file stands for a hundred: refused by what the aliases stand for.
    assertThat(problem("peers.yaml", begin + "  - *a\n".repeat(fitting + 1)))
        .contains("once its aliases are expanded");
  }

  @Test
  void aliases_may_be_used() throws Exception {
    String text =
        "%s:\n  addresses: &all [&one %s, *one]\n  role: &r Known\n%s: {addresses: *all, role: *r}\n"
            .formatted(ID, ADDRESS, "cd".repeat(16));
    assertThat(
            PeersFile.parse("peers.yaml", text.getBytes(StandardCharsets.UTF_8), WireProfile.DIEM)
                .values())
        .hasSize(2)
        .allSatisfy(peer -> assertThat(peer.addresses()).hasSize(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"peers.yaml", "peers.json"})
  void more_entries_than_any_network_has_are_refused(String name) {
    String lists = "[],\n".repeat(TextTree.MAX_NODES) + "[]";
    assertThat(problem(name, "{\"" + ID + "\": {\"keys\": [" + lists + "]}}"))
        .contains("has more than " + TextTree.MAX_NODES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\": ", "- ", "? "})
  void deep_nesting_is_refused(String level) {
    String deep = level.repeat(FIFTEEN_MB / level.length() / 20);
    assertThat(problem("peers.yaml", ID + ": " + deep)).isNotEmpty();
    assertThat(problem("peers.json", "{\"" + ID + "\": " + deep)).isNotEmpty();
  }

  @Test
  void of_many_wrong_entries_the_first_are_told_and_the_rest_is_not_read() {
    JsonArray keys = new JsonArray();
    for (int i = 0; i < 200_000; i++) {
      keys.add("key " + i);
    }
    JsonObject peers = new JsonObject().put(ID, new JsonObject().put("keys", keys));
    String told =
        catchThrowableOfType(
                DiscoveryException.class, () -> PeersFile.peers(peers, WireProfile.DIEM))
            .getMessage();
    assertThat(told)
        .contains("keys[0]", "keys[99]", "only the first 100 mistakes are told")
        .doesNotContain("keys[100]")
        .hasSizeLessThan(20_000);
  }
}
