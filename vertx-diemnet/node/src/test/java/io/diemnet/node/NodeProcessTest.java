package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes with configuration files of their own. */
class NodeProcessTest {

  @TempDir Path dir;

  @Test
  void the_demo_tells_its_story_and_ends_well() throws Exception {
    try (NodeProcess demo = NodeProcess.start(dir, "demo", "--validators", "3", "--exit")) {
      assertThat(demo.awaitExit()).as("%s", demo).isZero();
      assertThat(demo.out())
          .anyMatch(line -> line.matches(" +peer id +[0-9a-f]{32}"))
          .anyMatch(line -> line.contains("/ln-noise-ik/"))
          .anyMatch(line -> line.contains("3 of 3 links"))
          .anyMatch(line -> line.contains("diemnet.validator-0.rpc"))
          .anyMatch(line -> line.contains("diemnet.validator-1.in.ConsensusRpc gets rpc from"))
          .anyMatch(line -> line.contains("has the answer after"))
          .anyMatch(line -> line.contains("diemnet.validator-0.direct-send"))
          .anyMatch(line -> line.contains("gets direct-send from validator-0: \"hello world\""))
          .last()
          .isEqualTo("All of it worked.");
      assertThat(demo.err()).isEmpty();
    }
  }

  @Test
  void the_demo_keeps_running_until_it_is_interrupted() throws Exception {
    int port = FreePorts.inARow(20_000, 4); // two validators, and the bridge's two
    try (NodeProcess demo =
        NodeProcess.start(dir, "demo", "--validators", "2", "--port", Integer.toString(port))) {
      demo.awaitOut(line -> line.contains("The network keeps running"));
      assertThat(demo.out())
          .anyMatch(line -> line.contains("/ip4/127.0.0.1/tcp/" + port + "/"))
          .anyMatch(line -> line.contains("/ip4/127.0.0.1/tcp/" + (port + 1) + "/"));
      assertThat(demo.out().get(1))
          .as("the dashboard comes first")
          .endsWith("http://127.0.0.1:" + (port + 3) + "/");
      demo.awaitOut(line -> line.strip().equals("kill " + demo.pid()));
      assertThat(demo.out()).anyMatch(line -> line.contains("Ctrl-C or SIGTERM ends it"));
      demo.interrupt();
      assertThat(demo.awaitExit()).as("%s", demo).isZero();
    }
  }

  @Test
  void a_demo_whose_port_is_taken_says_so() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        NodeProcess demo =
            NodeProcess.start(
                dir,
                "demo",
                "--validators",
                "2",
                "--port",
                Integer.toString(Math.min(taken.getLocalPort(), 65534)),
                "--exit")) {
      assertThat(demo.awaitExit()).isEqualTo(1);
      assertThat(demo.err())
          .anyMatch(line -> line.contains("The demo failed") && line.contains("cannot listen"))
          .noneMatch(line -> line.startsWith("\tat "));
    }
  }

  @Test
  void two_nodes_connect_and_a_third_identity_pings_them_if_it_is_trusted() throws Exception {
    PrivateKey alphaKey = key("alpha.hex");
    PrivateKey betaKey = key("beta.hex");
    PrivateKey trustedKey = key("trusted.hex");
    key("stranger.hex");
    PeerId alphaId = PeerId.fromPublicKey(alphaKey.publicKey());
    PeerId betaId = PeerId.fromPublicKey(betaKey.publicKey());
    write(
        "alpha.yaml",
        """
        networks:
          - name: alpha
            chainId: 42
            identity: {privateKeyFile: alpha.hex}
            listenAddress: /ip4/127.0.0.1/tcp/0
            seeds:
              %s: {keys: [%s], role: Validator}
              %s: {keys: [%s], role: Validator}
        """
            .formatted(
                betaId,
                betaKey.publicKey(),
                PeerId.fromPublicKey(trustedKey.publicKey()),
                trustedKey.publicKey()));
    try (NodeProcess alpha = NodeProcess.start(dir, "node", "--config", "alpha.yaml")) {
      String address = listening(alpha, "alpha");
      assertThat(address).endsWith("/ln-noise-ik/" + alphaKey.publicKey() + "/ln-handshake/0");
      write(
          "beta.json",
          """
          {"networks": [{
            "name": "beta", "chainId": 42, "identity": {"privateKeyFile": "beta.hex"},
            "listenAddress": "/ip4/127.0.0.1/tcp/0",
            "seeds": {"%s": {"addresses": ["%s"], "role": "Validator"}}
          }]}"""
              .formatted(alphaId, address));
      try (NodeProcess beta = NodeProcess.start(dir, "node", "--config", "beta.json")) {
        listening(beta, "beta");
        beta.awaitErr(line -> line.contains("outbound connection") && has(line, alphaId));
        alpha.awaitErr(line -> line.contains("inbound connection") && has(line, betaId));

        pingSucceeds(address);
        pingFails(
            List.of(address, "--chain-id", "42", "--key", "stranger.hex"),
            "ping failed at Noise handshake: ",
            "may not trust this node");
        pingFails(
            List.of(address, "--key", "trusted.hex"),
            "ping failed at DiemNet handshake: ",
            "chain");
        pingFails(
            List.of(address.replaceFirst("/tcp/[0-9]+", "/tcp/" + FreePorts.inARow(20_000, 1))),
            "ping failed at TCP connect: ",
            "does a node listen there");

        beta.terminate();
        assertThat(beta.awaitExit()).as("%s", beta).isZero();
        alpha.awaitErr(line -> line.contains("ended") && has(line, betaId));
        alpha.interrupt();
        assertThat(alpha.awaitExit()).as("%s", alpha).isZero();
        assertThat(alpha.out()).hasSize(1);
      }
    }
  }

  @Test
  void a_network_that_cannot_start_says_why_and_is_status_1() throws Exception {
    key("key.hex");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write(
          "node.yaml",
          """
          networks:
            - {name: one, identity: {privateKeyFile: key.hex}, listenAddress: /ip4/127.0.0.1/tcp/0}
            - name: two
              identity: {privateKeyFile: key.hex}
              listenAddress: /ip4/127.0.0.1/tcp/%d
          """
              .formatted(taken.getLocalPort()));
      try (NodeProcess node = NodeProcess.start(dir, "node", "--config", "node.yaml")) {
        assertThat(node.awaitExit()).as("%s", node).isEqualTo(1);
        assertThat(node.out()).hasSize(1).allMatch(line -> line.startsWith("listening one "));
        assertThat(node.err())
            .anyMatch(line -> line.startsWith("network two: cannot listen on /ip4/127.0.0.1/tcp/"))
            .noneMatch(line -> line.startsWith("\tat "));
      }
    }
  }

  private void pingSucceeds(String address) throws Exception {
    try (NodeProcess ping =
        NodeProcess.start(
            dir, "ping", address, "--chain-id", "42", "--key", "trusted.hex", "--count", "2")) {
      assertThat(ping.awaitExit()).as("%s", ping).isZero();
      assertThat(ping.out())
          .anyMatch(line -> line.matches("pong from .*: seq=1 time=[0-9.]+ ms"))
          .anyMatch(line -> line.matches("pong from .*: seq=2 time=[0-9.]+ ms"))
          .anyMatch(line -> line.startsWith("2 pings sent, 2 pongs received, 0% lost"))
          .anyMatch(line -> line.matches("rtt min/avg/max/mdev = ([0-9.]+/){3}[0-9.]+ ms"));
      assertThat(ping.err()).isEmpty();
    }
  }

  private void pingFails(List<String> arguments, String... message) throws Exception {
    String[] all = new String[arguments.size() + 1];
    all[0] = "ping";
    for (int i = 0; i < arguments.size(); i++) {
      all[i + 1] = arguments.get(i);
    }
    try (NodeProcess ping = NodeProcess.start(dir, all)) {
      assertThat(ping.awaitExit()).as("%s", ping).isEqualTo(1);
      assertThat(String.join("\n", ping.err())).contains(message).doesNotContain("\tat ");
    }
  }

  private static String listening(NodeProcess node, String name) {
    String line = node.awaitOut(text -> text.startsWith("listening " + name + " "));
    return line.substring(line.indexOf('/'));
  }

  private static boolean has(String line, PeerId peer) {
    return line.contains(peer.toString());
  }

  private PrivateKey key(String file) throws Exception {
    PrivateKey key = PrivateKey.generate();
    Files.createFile(
        dir.resolve(file),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    write(file, HexFormat.of().formatHex(key.toBytes()));
    return key;
  }

  private void write(String file, String text) throws Exception {
    Files.writeString(dir.resolve(file), text);
  }
}
