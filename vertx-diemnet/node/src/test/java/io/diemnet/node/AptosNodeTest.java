package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the node with networks of the Aptos profile. */
class AptosNodeTest {

  @TempDir Path dir;

  private static String config(String name, String more) {
    return """
        networks:
          - name: %s
            profile: aptos
            networkId: public
            chainId: testing
            listenAddress: /ip4/127.0.0.1/tcp/0
            protocols: [{name: Chat, id: 29}]
        """
            .formatted(name)
        + more.indent(4);
  }

  @Test
  void two_nodes_connect_and_a_guest_pings_one_of_them() throws Exception {
    Files.writeString(dir.resolve("a.yaml"), config("a", ""));
    try (NodeProcess a = NodeProcess.start(dir, "node", "--config", "a.yaml")) {
      String address = a.awaitOut(line -> line.startsWith("listening a ")).substring(12);
      assertThat(address).matches("/ip4/127.0.0.1/tcp/\\d+/noise-ik/0x[0-9a-f]{64}/handshake/0");
      String id = address.replaceAll(".*0x([0-9a-f]{64}).*", "$1");
      Files.writeString(
          dir.resolve("b.yaml"),
          config("b", "seeds: {'%s': {addresses: ['%s'], role: Upstream}}".formatted(id, address)));
      try (NodeProcess b = NodeProcess.start(dir, "node", "--config", "b.yaml")) {
        b.awaitErr(line -> line.contains("outbound connection 0 with " + id));
        a.awaitErr(line -> line.contains("inbound connection 0 with"));
        try (NodeProcess ping =
            NodeProcess.start(dir, "ping", "--profile", "aptos", address, "--count", "2")) {
          assertThat(ping.awaitExit()).as("%s", ping).isZero();
          assertThat(ping.out())
              .anyMatch(line -> line.matches("PING /ip4/127.0.0.1/tcp/\\d+ as 0x[0-9a-f]{64}"))
              .anyMatch(line -> line.startsWith("connected in "))
              .anyMatch(line -> line.matches("node information: up \\d+ s, epoch 0, .*100"))
              .anyMatch(line -> line.startsWith("storage service: none: "))
              .anyMatch(line -> line.startsWith("2 pings sent, 2 pongs received"));
        }
      }
    }
  }

  @Test
  void a_key_and_a_configuration_of_the_other_profile_are_told_in_words() throws Exception {
    try (NodeProcess keygen = NodeProcess.start(dir, "keygen", "--out", "key.hex")) {
      assertThat(keygen.awaitExit()).isZero();
    }
    try (NodeProcess keygen =
        NodeProcess.start(dir, "keygen", "--show", "key.hex", "--profile", "aptos")) {
      assertThat(keygen.awaitExit()).isZero();
      assertThat(keygen.out()).hasSize(3);
      assertThat(keygen.out().get(0)).matches("peerId: [0-9a-f]{64}");
      assertThat(keygen.out().get(2))
          .matches("address: /ip4/127.0.0.1/tcp/6180/noise-ik/0x[0-9a-f]{64}/handshake/0");
    }
    String key = "ab".repeat(32);
    Files.writeString(
        dir.resolve("mixed.yaml"),
        config(
            "mixed",
            String.join(
                "\n",
                List.of(
                    "addressKeys: {0: " + key + "}",
                    "seeds:",
                    "  '0x1':",
                    "    addresses: [/ip4/127.0.0.1/tcp/1/ln-noise-ik/" + key + "/ln-handshake/0]",
                    "  '%s': {keys: [x25519-pub-0x%s]}".formatted(key, key)))));
    try (NodeProcess node = NodeProcess.start(dir, "node", "--config", "mixed.yaml", "--check")) {
      assertThat(node.awaitExit()).isEqualTo(2);
      assertThat(String.join("\n", node.err()))
          .contains("it is of profile diem", "noise-ik")
          .contains("addressKeys", "profile aptos has no encrypted addresses")
          .doesNotContain("32 hex digits");
    }
  }
}
