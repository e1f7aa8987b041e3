package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {

  private static final String ADDRESS =
      "/ip4/127.0.0.1/tcp/1/ln-noise-ik/" + "09".repeat(32) + "/ln-handshake/0";

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"", "node", "demo", "keygen", "ping", "validator-set", "networks"})
  void every_command_has_help_with_an_example_and_a_version(String command) {
    String[] prefix = command.isEmpty() ? new String[0] : new String[] {command};

    assertThat(run(concat(prefix, "--help"))).isZero();
    assertThat(out.toString()).contains("Usage:", "Example:", "java -jar vertx-diemnet-node.jar");
    assertThat(run(concat(prefix, "--version"))).isZero();
    assertThat(out.toString()).contains("vertx-diemnet-node ");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | a command is missing",
        "fly                                 | 'fly'",
        "node                                | --config=FILE",
        "node --config x --log-format xml    | text",
        "networks                            | a command is missing: init",
        "ctl                                 | a command is missing: peers, info",
        "ctl peers                           | say which node: --node SOCKET",
        "networks init --validators 1 --out x| from 2 to 100, not 1",
        "networks init --port 65530 --out x  | room for 12 ports",
        "keygen --show a --out b             | exclude each other",
        "keygen --show a --at nowhere        | --at: ",
        "demo --validators 1                 | from 2 to 100, not 1",
        "demo --validators 3 --port 65534    | room for 5 ports",
        "ping                                | ADDRESS",
        "ping /ip4/127.0.0.1/tcp/1           | /ln-noise-ik/<public key> must follow",
        "ping ADDRESS --chain-id 0   | a number from 1 to 255",
        "ping ADDRESS --peer-id 12   | 32 hex digits",
        "ping ADDRESS --count -1     | 0 or more",
      })
  void bad_usage_says_what_is_wrong_and_is_status_2(String arguments, String message) {
    assertThat(run(words(arguments))).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "check                               | say which node: --node SOCKET",
        "check --nope                        | Unknown option: '--nope'",
        "check --node x --timeout 0          | --timeout must be 1 or more",
      })
  void check_says_unknown_for_wrong_usage(String arguments, String message) {
    assertThat(run(words(arguments))).isEqualTo(3);
    assertThat(out.toString().lines())
        .singleElement()
        .asString()
        .startsWith("DIEMNET UNKNOWN - ")
        .contains(message);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void a_wrong_configuration_is_status_2_and_all_mistakes() throws Exception {
    Path file = dir.resolve("node.yaml");
    Files.writeString(file, "networks: [{chainId: 0, nmae: x}]\n");

    assertThat(run("node", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains(file + ":1: networks[0].chainId: must be a number from 1"))
        .anyMatch(line -> line.contains("networks[0].nmae: is not a known key; did you mean name"));
    assertThat(run("node", "--config", dir.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void keygen_makes_a_key_that_only_its_owner_may_read() throws Exception {
    Path file = dir.resolve("key.hex");

    assertThat(run("keygen", "--out", file.toString())).isZero();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String text = Files.readString(file);
    PrivateKey key = PrivateKey.parse(text.strip());
    assertThat(text).matches("[0-9a-f]{64}\n");
    assertThat(out.toString().lines())
        .containsExactly(
            "peerId: " + PeerId.fromPublicKey(key.publicKey()), "publicKey: " + key.publicKey());
    assertThat(out + err.toString()).doesNotContain(text.strip());
  }

  @Test
  void keygen_shows_the_public_part_of_a_key_file() throws Exception {
    Path file = dir.resolve("key.hex");
    run("keygen", "--out", file.toString());
    String secret = Files.readString(file).strip();
    PrivateKey key = PrivateKey.parse(secret);
    out.getBuffer().setLength(0);

    assertThat(run("keygen", "--show", file.toString(), "--at", "/dns4/a.example/tcp/6180"))
        .isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "peerId: " + PeerId.fromPublicKey(key.publicKey()),
            "publicKey: " + key.publicKey(),
            "address: /dns4/a.example/tcp/6180/ln-noise-ik/" + key.publicKey() + "/ln-handshake/0");
    assertThat(out + err.toString()).doesNotContain(secret);
    assertThat(run("keygen", "--show", dir.resolve("none").toString())).isEqualTo(1);
  }

  @Test
  void check_and_print_config_start_nothing_and_show_no_secret() throws Exception {
    String secret = HexFormat.of().formatHex(PrivateKey.generate().toBytes());
    Path file = dir.resolve("node.yaml");
    Files.writeString(
        file,
        """
        networks:
          - name: alpha
            identity: {privateKey: %1$s}
            addressKeys: {0: %1$s}
        bridge: {token: letmein}
        shutdown: {delay: 5}
        """
            .replace("%1$s", secret));

    assertThat(run("node", "--config", file.toString(), "--check")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("node.yaml is valid: networks alpha");
    assertThat(run("node", "--config", file.toString(), "--print-config")).isZero();

    assertThat(out + err.toString()).doesNotContain(secret, "letmein");
    JsonObject effective = new JsonObject(out.toString());
    JsonObject network = effective.getJsonArray("networks").getJsonObject(0);
    assertThat(network.getString("name")).isEqualTo("alpha");
    assertThat(network.getJsonObject("identity").getString("privateKey")).isEqualTo("********");
    assertThat(network.getJsonObject("addressKeys").getString("0")).isEqualTo("********");
    assertThat(network.getJsonObject("limits").getInteger("maxInbound")).isEqualTo(100);
    assertThat(effective.getJsonObject("bridge").getString("token")).isEqualTo("********");
    assertThat(effective.getJsonObject("bridge").getInteger("webPort")).isEqualTo(8080);
    assertThat(effective.getJsonObject("shutdown").getInteger("delay")).isEqualTo(5);
    assertThat(effective.containsKey("metrics")).isFalse();
    Files.writeString(file, "networks: [{chainId: 0}]\n");
    assertThat(run("node", "--config", file.toString(), "--check")).isEqualTo(2);
  }

  @Test
  void keygen_never_overwrites() throws Exception {
    Path file = dir.resolve("key.hex");
    Files.writeString(file, "mine");

    assertThat(run("keygen", "--out", file.toString())).isEqualTo(1);

    assertThat(Files.readString(file)).isEqualTo("mine");
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains(file + " exists already").doesNotContain("\tat ");
  }

  @Test
  void keygen_names_a_directory_that_is_not_there() {
    assertThat(run("keygen", "--out", dir.resolve("no/key.hex").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no such directory").doesNotContain("\tat ");
  }

  @Test
  void ping_names_a_key_file_that_it_cannot_use() throws Exception {
    assertThat(run("ping", ADDRESS, "--key", dir.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains(dir.resolve("none").toString(), "cannot be read");
    Path wrong = dir.resolve("wrong.hex");
    Files.writeString(wrong, "correct horse");
    Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run("ping", ADDRESS, "--key", wrong.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(wrong.toString(), "rw-r--r--", "chmod 600");
    Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
    assertThat(run("ping", ADDRESS, "--key", wrong.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("64 hex digits").doesNotContain("horse", "\tat ");
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  private static String[] words(String arguments) {
    return arguments.isEmpty()
        ? new String[0]
        : arguments.replace("ADDRESS", ADDRESS).split(" ", -1);
  }

  private static String[] concat(String[] prefix, String last) {
    String[] all = Arrays.copyOf(prefix, prefix.length + 1);
    all[prefix.length] = last;
    return all;
  }
}
