package io.diemnet.node.command.validatorset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ValidatorSetCommandTest {

  private static final String ADDRESS =
      "/ip4/10.0.0.1/tcp/6180/ln-noise-ik/" + "09".repeat(32) + "/ln-handshake/0";
  private static final String FULL_NODE =
      "/dns4/full node.example/tcp/6182/ln-noise-ik/" + "0a".repeat(32) + "/ln-handshake/0";

  private static final String SET =
      """
      validators:
        - account: "00000000000000000000000000000012"
          votingPower: 18446744073709551615
          lastConfigUpdateTime: 5
          consensusPublicKey: "%s"
          keyVersion: 4294967295
          seqNum: 7
          validatorAddresses:
            - "%s"
            - "%s"
          fullNodeAddresses:
            - "%s"
        - account: "12121212121212121212121212121212"
          votingPower: 1
          lastConfigUpdateTime: 0
          consensusPublicKey: "%s"
          validatorAddresses: []
          fullNodeAddresses: []
      """
          .formatted("ab".repeat(32), ADDRESS, ADDRESS, FULL_NODE, "00".repeat(32));

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = new CommandLine(new ValidatorSetCommand());
    commandLine
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println(failure.getMessage());
              return 1;
            });
    return commandLine.execute(arguments);
  }

  private String file(String name, String content) throws Exception {
    return Files.writeString(dir.resolve(name), content).toString();
  }

  @Test
  void a_set_that_was_written_is_printed_back_as_it_was() throws Exception {
    String keys = file("keys.yaml", "4294967295: " + "77".repeat(32) + "\n0: " + "78".repeat(32));
    String set = file("set.yaml", SET);
    String bcs = dir.resolve("set.bcs").toString();

    assertThat(run(set, "--keys", keys, "--out", bcs)).as("%s", err).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEmpty();
    assertThat(run("--print", bcs, "--keys", keys)).as("%s", err).isZero();
    assertThat(out.toString()).isEqualTo(SET);

    assertThat(run(set, "--keys", keys)).isZero();
    String hex = out.toString().strip();
    assertThat(hex).isEqualTo(HexFormat.of().formatHex(Files.readAllBytes(Path.of(bcs))));
    assertThat(run("--print", file("set.hex", hex + "\n"), "--keys", keys)).isZero();
    assertThat(out.toString()).isEqualTo(SET);
  }

  @Test
  void what_the_keys_do_not_open_is_kept_as_bytes() throws Exception {
    String keys = file("keys.yaml", "{4294967295: " + "77".repeat(32) + "}");
    String bcs = dir.resolve("set.bcs").toString();
    assertThat(run(file("set.yaml", SET), "--keys", keys, "--out", bcs)).isZero();

    assertThat(run("--print", bcs)).isZero();
    String printed = out.toString();
    assertThat(printed)
        .contains("# address 0 of the list: no key of version 4294967295")
        .contains("validatorAddressBytes: \"")
        .contains(FULL_NODE)
        .doesNotContain(ADDRESS);
    assertThat(run(file("again.yaml", printed), "--out", dir.resolve("again.bcs").toString()))
        .isZero();
    assertThat(dir.resolve("again.bcs")).hasSameBinaryContentAs(Path.of(bcs));
  }

  @Test
  void without_keys_the_key_for_tests_is_used_and_said() throws Exception {
    String set =
        file(
            "set.json",
            "{\"validators\": [{\"account\": \"%s\", \"validatorAddresses\": [\"%s\"]}]}"
                .formatted("12".repeat(16), ADDRESS));
    assertThat(run(set)).isZero();
    assertThat(err.toString()).contains("key for tests");
    assertThat(run("--print", file("set.hex", out.toString()))).isZero();
    assertThat(out.toString()).contains("keyVersion: 0", ADDRESS);
  }

  @Test
  void an_address_that_nobody_can_dial_is_written_and_noted() throws Exception {
    String set =
        file(
            "set.yaml",
            "validators: [{account: %s, fullNodeAddresses: [/ip4/1.2.3.4/tcp/5]}]"
                .formatted("12".repeat(16)));
    assertThat(run(set)).isZero();
    assertThat(err.toString()).contains("12".repeat(16) + ": cannot dial /ip4/1.2.3.4/tcp/5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                              | validators: is missing",
        "validators: 5                                   | validators: must be a list",
        "validators: [5]                                 | validators[0]: must be a map",
        "validators: [{}]                                | validators[0].account: is missing",
        "validators: [{account: 12}]                     | validators[0].account",
        "validators: [{account: ID, votingPower: -1}]    | validators[0].votingPower",
        "validators: [{account: ID, power: 1}]           | validators[0].power: is not a known key",
        "validators: [{account: ID, validatorAddresses: [/tcp]}] | validators[0].validatorAddresses[0]",
        "validators: [{account: ID, keyVersion: 3, validatorAddresses: [/tcp/1]}] | version 3",
        "validators: [{account: ID, consensusPublicKey: ab}] | validators[0].consensusPublicKey",
        "validators: [                                   | line"
      })
  void a_wrong_file_is_refused_with_the_place(String content, String message) throws Exception {
    String set = file("set.yaml", content.replace("ID", "12".repeat(16)));
    assertThat(run(set)).isEqualTo(1);
    assertThat(err.toString()).contains(set + ": ", message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void files_that_are_not_what_they_should_be_are_named() throws Exception {
    assertThat(run(dir.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("none: does not exist");
    assertThat(run("--print", file("set.hex", "00 zz"))).isEqualTo(1);
    assertThat(err.toString()).contains("is not a validator set");
    assertThat(run("--print", file("short.hex", "0001"))).isEqualTo(1);
    assertThat(err.toString()).contains("is not a validator set");
    String secret = "7".repeat(63);
    assertThat(run(file("set.yaml", SET), "--keys", file("keys.yaml", "0: " + secret)))
        .isEqualTo(1);
    assertThat(err.toString()).contains("keys.yaml: entry 0").doesNotContain(secret);
  }
}
