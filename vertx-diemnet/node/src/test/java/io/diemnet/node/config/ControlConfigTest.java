package io.diemnet.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section control of a configuration. */
class ControlConfigTest {

  @TempDir Path dir;

  private NodeConfig load(String control, Map<String, String> environment)
      throws ConfigException, IOException {
    Path file =
        Files.writeString(
            dir.resolve("node.yaml"),
            "networks: [{listenAddress: /ip4/127.0.0.1/tcp/0}]\n" + control);
    return ConfigLoader.load(file, environment);
  }

  @Test
  void the_socket_is_relative_to_the_file_and_closed_by_default() throws Exception {
    assertThat(load("", Map.of()).controlSocket()).isNull();
    assertThat(load("control: {socket: node.sock}", Map.of()).controlSocket())
        .isEqualTo(dir.resolve("node.sock").toString());
    String other = dir.resolve("other.sock").toString();
    assertThat(load("", Map.of("DIEMNET_CONTROL_SOCKET", other)).controlSocket()).isEqualTo(other);
  }

  @Test
  void a_path_that_can_be_no_socket_is_a_mistake() throws Exception {
    Files.createFile(dir.resolve("file"));

    assertThatThrownBy(() -> load("control: {}", Map.of()))
        .hasMessageContaining("control.socket: is missing");
    assertThatThrownBy(() -> load("control: {socket: file}", Map.of()))
        .hasMessageContaining("control.socket: names something that is not a socket: ");
    assertThatThrownBy(() -> load("control: {socket: none/node.sock}", Map.of()))
        .hasMessageContaining("control.socket: must be in a directory that exists: ");
    assertThatThrownBy(() -> load("control: {socket: " + "x".repeat(90) + "}", Map.of()))
        .hasMessageContaining("a socket can have 90: ");
  }
}
