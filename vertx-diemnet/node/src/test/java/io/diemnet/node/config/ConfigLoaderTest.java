package io.diemnet.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diemnet.vertx.DiemNetOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

  private static final String KEY = "11".repeat(32);
  private static final String DIGITS_ONLY = "00000000000000000000000000000012";

  @TempDir Path dir;

  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void key() throws IOException {
    Files.writeString(dir.resolve("key.hex"), KEY + "\n");
    mode("key.hex", "rw-------");
  }

  @Test
  void a_whole_file_becomes_the_configurations_of_verticles() throws Exception {
    NodeConfig config =
        load(
            """
            networks:
              - name: first
                networkId: Validator
                role: validator
                chainId: 4
                identity: {privateKeyFile: key.hex, peerId: 00000000000000000000000000000012}
                listenAddress: /ip4/127.0.0.1/tcp/0
                mutualAuthentication: false
                protocols:
                  - {name: ChatDirectSend, id: 32}
                seeds:
                  00000000000000000000000000000012: {role: Validator, keys: [%s]}
                  12e34567890123456789012345678901: {role: Known}
                discovery:
                health: {interval: 500}
                limits: {rpcTimeout: 0x10}
              - networkId: "0012"
                chainId: testnet
                listenAddress: null
            crypto: jdk
            """
                .formatted(KEY)
                .replace("0x10", "16"));

    assertThat(config.networks()).hasSize(2);
    JsonObject first = config.networks().get(0);
    DiemNetOptions options = new DiemNetOptions(first);
    assertThat(options.getChainId().id()).isEqualTo(4);
    assertThat(options.getIdentity().getPeerId()).hasToString(DIGITS_ONLY);
    assertThat(options.getIdentity().getPrivateKeyFile())
        .isEqualTo(dir.resolve("key.hex").toString());
    assertThat(options.isMutualAuthentication()).isFalse();
    assertThat(options.getLimits().getRpcTimeout()).isEqualTo(16);
    assertThat(options.getCrypto()).isEqualTo("jdk");
    assertThat(first.getJsonObject("seeds").fieldNames())
        .containsExactly(DIGITS_ONLY, "12e34567890123456789012345678901");
    DiemNetOptions second = new DiemNetOptions(config.networks().get(1));
    assertThat(second.getNetworkId()).hasToString("0012");
    assertThat(second.getName()).isEqualTo("0012");
    assertThat(second.getListenAddress()).isNull();
  }

  @Test
  void every_documented_key_is_known() throws Exception {
    Files.createFile(dir.resolve("cert.pem"));
    Files.createFile(dir.resolve("key.pem"));
    mode("key.pem", "rw-------");
    Files.createFile(dir.resolve("infinispan.xml"));
    NodeConfig config =
        load(
            """
            networks:
              - name: validator
                networkId: validator
                role: validator
                chainId: testing
                identity: {privateKeyFile: key.hex, peerId: 00000000000000000000000000000012}
                listenAddress: /ip4/0.0.0.0/tcp/6180
                mutualAuthentication: true
                protocols:
                  - {name: ChatDirectSend, id: 32}
                seeds:
                  12345678901234567890123456789012:
                    addresses: [/dns4/host/tcp/6180/ln-noise-ik/KEY/ln-handshake/0]
                    keys: [KEY]
                    role: Validator
                discovery:
                  - {type: file, path: peers.yaml, interval: 10000}
                  - {type: validator-set}
                addressKeys: {0: KEY}
                health: {interval: 1000, timeout: 10000, failuresTolerated: 5}
                connectivity: {checkInterval: 5000, backoffBase: 2, maxDelay: 60000, maxOutbound: 3}
                limits:
                  {maxInbound: 100, maxUnknownPerAddress: 25, maxFrameSize: 8388608,
                   maxPendingRpcs: 100, rpcTimeout: 10000,
                   upgradeTimeout: 30000, closeTimeout: 30000, maxUpgrades: 256,
                   maxUpgradesPerAddress: 32, outboundQueueBytes: 16777216,
                   inboundQueueBytes: 16777216, queueMessages: 1024, readPause: 5000}
                rateLimit:
                  inbound: {rate: 102400, burst: 102400}
                  outbound: {rate: 102400, burst: 102400}
                proxyProtocol: false
                eventBusPrefix: diemnet
            bridge:
              host: 127.0.0.1
              tcpPort: 7000
              webPort: 8080
              token: secret
              admin: false
              allowedOrigins: [https://example.org]
              tls: {certificate: cert.pem, key: key.pem}
              maxFrameSize: 16777216
              queueBytes: 16777216
            metrics: {host: 127.0.0.1, port: 9090}
            cluster: {host: 127.0.0.1, port: 0, configFile: infinispan.xml}
            crypto: auto
            """
                .replace("KEY", KEY));

    assertThat(config.networks()).hasSize(1);
  }

  @Test
  void json_says_the_same_as_yaml() throws Exception {
    Path file = dir.resolve("node.json");
    Files.writeString(
        file,
        "{\n\t\"networks\": [\n\t\t{\"networkId\": \"public\", \"chainId\": 7,"
            + " \"mutualAuthentication\": true, \"listenAddress\": null,"
            + " \"seeds\": {\""
            + DIGITS_ONLY
            + "\": {}}}]\n}");

    NodeConfig config = ConfigLoader.load(file, environment);

    assertThat(config.networks())
        .containsExactly(
            new JsonObject()
                .put("networkId", "public")
                .put("chainId", 7)
                .put("mutualAuthentication", true)
                .putNull("listenAddress")
                .put("seeds", new JsonObject().put(DIGITS_ONLY, new JsonObject()))
                .put("crypto", "auto"));
  }

  @Test
  void all_mistakes_are_told_at_once_with_file_line_path_and_what_is_allowed() throws Exception {
    List<String> mistakes =
        mistakes(
            """
            networks:
              - name: a b
                networkID: validator
                role: observer
                chainId: 0
                identity: {privateKeyFile: missing.hex, peerId: abc}
                listenAdress: /ip4/0.0.0.0/tcp/1
                listenAddress: /dns/host/tcp/6180
                mutualAuthentication: maybe
                protocols:
                  - {name: ConsensusRpc, id: 32}
                  - {name: Chat, id: 3}
                  - {id: 40}
                seeds:
                  12: {}
                  00000000000000000000000000000012:
                    addresses: [/ip4/1.1.1.1/tcp/1, /ip4/1.1.1.1/tcp/1/ln-noise-ik/KEY/ln-handshake/1]
                    role: Friend
                limits: {maxInbound: many}
                maxFrameSize: 4096
            crypto: quantum
            """
                .replace("KEY", KEY));

    String file = dir.resolve("node.yaml").toString();
    assertThat(mistakes)
        .allMatch(line -> line.startsWith(file + ":"))
        .anyMatch(
            line ->
                line.equals(
                    file + ":2: networks[0].name: must be 1 to 64 of A-Z a-z 0-9 _ -, not 'a b'"))
        .anyMatch(has("networks[0].networkID: ", "did you mean networkId?"))
        .anyMatch(has("networks[0].role: must be validator or full_node, not 'observer'"))
        .anyMatch(has("networks[0].chainId: ", "from 1 to 255", "testing", "not 0"))
        .anyMatch(
            has(
                "networks[0].identity.privateKeyFile: ",
                "does not exist: " + dir.resolve("missing.hex")))
        .anyMatch(has("networks[0].identity.peerId: must be 32 hex digits, not 'abc'"))
        .anyMatch(has(":7: networks[0].listenAdress: ", "did you mean listenAddress?"))
        .anyMatch(has(":8: networks[0].listenAddress: ", "/ip4/<address>/tcp/<port>"))
        .anyMatch(has("networks[0].mutualAuthentication: must be true or false, not 'maybe'"))
        .anyMatch(has("networks[0].protocols[0].id: ", "built in"))
        .anyMatch(has("networks[0].protocols[1].id: ", "7 to 255, not 3"))
        .anyMatch(has(":13: networks[0].protocols[2].name: is missing"))
        .anyMatch(has("networks[0].seeds.12: ", "32 hex digits"))
        .anyMatch(has("addresses[0]: ", "/ln-noise-ik/<public key> must follow"))
        .anyMatch(has("addresses[1]: ", "only handshake version 0"))
        .anyMatch(has(".role: must be Validator, PreferredUpstream", "not 'Friend'"))
        .anyMatch(has("networks[0].limits.maxInbound: must be a whole number from 0", "'many'"))
        .anyMatch(has("networks[0].maxFrameSize: ", "it belongs to bridge or networks[].limits"))
        .anyMatch(has(":21: crypto: must be auto or jdk, not 'quantum'"))
        .hasSize(19);
  }

  @Test
  void in_a_cluster_each_network_has_a_name_that_it_was_given() throws Exception {
    assertThat(load("networks: [{name: a}]\ncluster: true\n").cluster())
        .isEqualTo(new JsonObject());
    assertThat(load("networks: [{name: a}]\ncluster: {port: 4000}\n").cluster())
        .isEqualTo(new JsonObject().put("port", 4000));
    assertThat(mistakes("networks: [{networkId: public}]\ncluster: true\n"))
        .singleElement()
        .matches(has("networks[0].name: is missing: with a clustered event bus"));
  }

  @Test
  void mistakes_of_the_cluster_are_told() throws Exception {
    assertThat(
            mistakes(
                """
                networks: [{name: a, listenAddress: /ip4/127.0.0.1/tcp/4000}]
                cluster: {host: 127.0.0.1, port: 4000, configFile: nowhere.xml, prot: 1}
                """))
        .anyMatch(has("cluster.port: asks for port 4000, which networks[0].listenAddress"))
        .anyMatch(has("cluster.configFile: names a file that does not exist"))
        .anyMatch(has("cluster.prot: ", "did you mean port?"))
        .hasSize(3);
    assertThat(mistakes("networks: [{name: a}]\ncluster: {host: 0.0.0.0}\n"))
        .singleElement()
        .matches(has("cluster.host: must be an address of this machine", "not '0.0.0.0'"));
  }

  @Test
  void a_cluster_beyond_loopback_needs_certificates_or_says_that_it_is_insecure() throws Exception {
    assertThat(mistakes("networks: [{name: a}]\ncluster: {host: 192.0.2.1}\n"))
        .singleElement()
        .matches(has("cluster.tls: is missing", "'192.0.2.1'", "insecure: true"));
    String insecure = "networks: [{name: a}]\ncluster: {host: 192.0.2.1, insecure: true}\n";
    assertThat(load(insecure).cluster().getBoolean("insecure")).isTrue();
    assertThat(
            mistakes(
                """
                networks: [{name: a}]
                cluster: {host: 192.0.2.1, tls: {certificate: a.pem, trust: c.pem}}
                """))
        .anyMatch(has("cluster.tls.certificate: names a file that does not exist"))
        .anyMatch(has("cluster.tls", "key"))
        .anyMatch(has("cluster.tls.trust: names a file that does not exist"))
        .hasSize(3);
    for (String file : List.of("a.pem", "b.pem", "c.pem")) {
      Files.writeString(dir.resolve(file), "content");
    }
    String complete =
        "networks: [{name: a}]\n"
            + "cluster: {host: 192.0.2.1, tls: {certificate: a.pem, key: b.pem, trust: c.pem}}\n";
    Files.setPosixFilePermissions(
        dir.resolve("b.pem"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(mistakes(complete)).singleElement().matches(has("cluster.tls.key: cannot be used"));
    Files.setPosixFilePermissions(
        dir.resolve("b.pem"), PosixFilePermissions.fromString("rw-------"));
    assertThat(load(complete).cluster().getJsonObject("tls").getString("trust"))
        .isEqualTo(dir.resolve("c.pem").toString());
  }

  @Test
  void the_metrics_endpoint_is_on_loopback_unless_it_is_told_otherwise() throws Exception {
    assertThat(load("networks: [{name: a}]\n").metrics()).isNull();
    assertThat(load("networks: [{name: a}]\nmetrics: {}\n").metrics()).isEqualTo(new JsonObject());
    assertThat(load("networks: [{name: a}]\nmetrics: {host: 0.0.0.0, port: 0}\n").metrics())
        .isEqualTo(new JsonObject().put("host", "0.0.0.0").put("port", 0));
    assertThat(mistakes("networks: [{name: a}]\nmetrics: {prot: 1, port: 70000}\n"))
        .anyMatch(has("metrics.prot: ", "did you mean port?"))
        .anyMatch(has("metrics.port: ", "65535"));
  }

  @Test
  void rate_limits_and_the_proxy_header_are_taken() throws Exception {
    NodeConfig config =
        load(
            """
            networks:
              - {name: a, rateLimit: {inbound: {rate: 1000, burst: 2000}}, proxyProtocol: true}
            """);

    DiemNetOptions options = new DiemNetOptions(config.networks().get(0));
    assertThat(options.isProxyProtocol()).isTrue();
    assertThat(options.getRateLimit().getInbound().getRate()).isEqualTo(1000);
    assertThat(options.getRateLimit().getInbound().getBurst()).isEqualTo(2000);
    assertThat(options.getRateLimit().getOutbound()).isNull();
  }

  @Test
  void discovery_and_its_keys_are_taken_and_paths_become_absolute() throws Exception {
    NodeConfig config =
        load(
            """
            networks:
              - name: a
                discovery:
                  - {type: file, path: peers.yaml, interval: 500}
                  - {type: validator-set}
                addressKeys: {0: %s, 4294967295: %s}
            """
                .formatted(KEY, KEY));

    DiemNetOptions options = new DiemNetOptions(config.networks().get(0));
    assertThat(options.getDiscovery().get(0).getPath())
        .isEqualTo(dir.resolve("peers.yaml").toString());
    assertThat(options.getAddressKeys()).containsOnlyKeys(0L, 4294967295L);
  }

  @Test
  void mistakes_of_discovery_and_its_keys_are_told() throws Exception {
    assertThat(
            mistakes(
                """
                networks:
                  - name: a
                    discovery: [{type: gossip}, {type: file}, {type: validator-set, path: ''}]
                    addressKeys: {-1: %s, 0: short, 4294967296: %s}
                """
                    .formatted(KEY, KEY)))
        .anyMatch(has("discovery[0].type: must be file or validator-set, not 'gossip'"))
        .anyMatch(has("discovery[1].path: is missing"))
        .anyMatch(has("discovery[2].path: must be the path of a file"))
        .anyMatch(has("addressKeys.-1: ", "a version from 0 to 4294967295"))
        .anyMatch(has("addressKeys.0: must be 64 hex digits, not a string of 5 characters"))
        .anyMatch(has("addressKeys.4294967296: ", "from 0 to 4294967295"))
        .hasSize(6);
  }

  @Test
  void what_asks_for_nothing_is_not_refused() throws Exception {
    load(
        """
        networks: [{networkId: public, rateLimit: {}, proxyProtocol: false}]
        cluster: false
        """);
  }

  @Test
  void networks_must_differ_in_name_and_port() throws Exception {
    assertThat(mistakes("networks: [{networkId: public}, {networkId: PUBLIC}]\n"))
        .hasSize(2)
        .anyMatch(has("networks[1].name: must be unique, but networks[0] is named public"))
        .anyMatch(has("networks[1].listenAddress: asks for port 6180, which networks[0]"));
    assertThat(
            mistakes(
                """
                networks:
                  - {name: a, listenAddress: /ip4/127.0.0.1/tcp/5}
                  - {name: b, listenAddress: /ip6/::/tcp/5}
                  - {name: c, listenAddress: /ip4/127.0.0.2/tcp/6}
                  - {name: d, listenAddress: /ip4/127.0.0.3/tcp/6}
                  - {name: e, listenAddress: /memory/5}
                  - {name: f, listenAddress: /memory/0}
                  - {name: g, listenAddress: /memory/0}
                """))
        .singleElement()
        .matches(has("networks[1].listenAddress: asks for port 5"));
  }

  @Test
  void a_key_file_that_others_may_read_is_refused() throws Exception {
    mode("key.hex", "rw-r-----");

    assertThat(mistakes("networks: [{identity: {privateKeyFile: key.hex}}]\n"))
        .singleElement()
        .matches(has("networks[0].identity.privateKeyFile: ", "rw-r-----", "chmod 600"));
  }

  @Test
  void a_key_file_without_a_key_is_refused_and_not_shown() throws Exception {
    Files.writeString(dir.resolve("key.hex"), "correct horse");

    assertThat(mistakes("networks: [{identity: {privateKeyFile: key.hex}}]\n"))
        .singleElement()
        .matches(has("identity.privateKeyFile: ", "64 hex digits"))
        .matches(line -> !line.contains("horse"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"privateKey: %s0", "privateKeyFile: %s", "peerId: %s", "privateKye: %s"})
  void a_secret_is_never_repeated(String line) throws Exception {
    assertThat(mistakes("networks: [{identity: {" + line.formatted(KEY) + "}}]\n"))
        .singleElement()
        .matches(text -> !text.contains("1111"), "does not show the key");
  }

  @Test
  void a_key_and_a_key_file_exclude_each_other() throws Exception {
    assertThat(
            mistakes(
                "networks: [{identity: {privateKeyFile: key.hex, privateKey: " + KEY + "}}]\n"))
        .singleElement()
        .matches(has("networks[0].identity.privateKey: must not be set together with"));
  }

  @Test
  void an_open_bridge_needs_a_token() throws Exception {
    assertThat(
            mistakes(
                """
                networks: [{networkId: public}]
                bridge: {host: 0.0.0.0, tcpPort: 6180, webPort: 0, tls: {key: nowhere.pem}}
                """))
        .anyMatch(has("bridge.token: is missing"))
        .anyMatch(has("bridge.tcpPort: asks for port 6180"))
        .anyMatch(has("bridge.tls.certificate: is missing"))
        .anyMatch(has("bridge.tls.key: names a file that does not exist"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "networks:                                 | networks: must be a list of at least one",
        "networks: []                              | networks: must be a list of at least one",
        "crypto: jdk                               | networks: is missing",
        "[a, b]                                    | must be an object with the keys",
        "networks: {a: b}                          | networks: must be a list",
        "networks: [x]                             | networks[0]: must be an object",
        "networks: [{name: }]                      | networks[0].name: must be 1 to 64",
        "networks: [{name: a, name: b}]            | networks[0].name: is here a second",
        "networks: [{chainId: 4.0}]                | networks[0].chainId: must be",
        "networks: [{chainId: 256}]                | networks[0].chainId: must be",
        "networks: [{listenAddress: 6180}]         | networks[0].listenAddress: must be",
        "networks: [{limits: 5}]                   | networks[0].limits: must be an object",
        "networks: [{limits: {maxInbound: 99999999999}}] | limits.maxInbound: must be",
        "networks: [{seeds: {x: y}}]               | networks[0].seeds.x: ",
        "networks: [!!int 5]                       | networks[0]: has the tag",
        "'networks: [{name: \"a'                   | is not YAML at line 1",
        "&a [*a]                                   | is not YAML",
        "a: b: c                                   | is not YAML at line 1, column 5",
        "'a.b/c~d e%2F+: 1'                        | a.b/c~d e%2F+: is not a known key",
      })
  void odd_files_are_refused_in_one_line(String text, String message) throws Exception {
    assertThat(mistakes(text)).anyMatch(has(message));
    assertThat(mistakes(text)).noneMatch(line -> line.contains("\n"));
  }

  @Test
  void aliases_may_repeat_but_not_explode() throws Exception {
    load(
        "networks: [{name: a, health: &h {interval: 5}, listenAddress: null}, "
            + "{name: b, health: *h, listenAddress: null}]\n");
    StringBuilder bomb = new StringBuilder("a0: &a0 [" + "x,".repeat(100) + "]\n");
    for (int i = 1; i <= 4; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i)).append(("*a" + (i - 1) + ",").repeat(10));
      bomb.append("]\n");
    }
    assertThat(mistakes(bomb.toString())).anyMatch(has("too large once its aliases are expanded"));
  }

  @Test
  void files_that_cannot_be_read_are_named() throws Exception {
    Path missing = dir.resolve("missing.yaml");
    assertThat(mistakes(missing)).containsExactly(missing + ": there is no such file");
    assertThat(mistakes(dir)).containsExactly(dir + ": cannot be read: it is a directory");
    Path binary = dir.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xC3, 0x28});
    assertThat(mistakes(binary)).containsExactly(binary + ": is not text in UTF-8");
    Path large = dir.resolve("large.yaml");
    Files.writeString(large, "#".repeat(ConfigLoader.MAX_FILE_SIZE + 1));
    assertThat(mistakes(large))
        .singleElement()
        .matches(has("exceeds the maximum size of a configuration"));
    Path json = dir.resolve("node.json");
    Files.writeString(json, "{\"networks\": [}");
    assertThat(mistakes(json)).singleElement().matches(has("is not JSON at line 1, column 15"));
    Files.writeString(json, "{\"networks\": [], \"networks\": []}");
    assertThat(mistakes(json)).anyMatch(has("networks: is here a second time"));
  }

  @Test
  void the_environment_overrides_keys_of_the_file_and_adds_to_it() throws Exception {
    environment.put("DIEMNET_CRYPTO", "jdk");
    environment.put("DIEMNET_NETWORKS_0_LISTENADDRESS", "/ip4/127.0.0.1/tcp/7");
    environment.put("DIEMNET_NETWORKS_0_CHAINID", "9");
    environment.put("DIEMNET_NETWORKS_0_LIMITS_MAXINBOUND", "5");
    environment.put("DIEMNET_NETWORKS_0_IDENTITY_PRIVATEKEYFILE", "key.hex");
    environment.put("DIEMNET_NETWORKS_0_SEEDS_" + "AB".repeat(16) + "_ROLE", "Known");
    environment.put("DIEMNET_NETWORKS_0_SEEDS_" + "CD".repeat(16) + "_ROLE", "Upstream");
    environment.put("DIEMNET_NETWORKS_1_NAME", "second");
    environment.put("DIEMNET_NETWORKS_1_LISTENADDRESS", "null");
    environment.put("DIEMNET_NETWORKS_1_PROTOCOLS", "[{name: Chat, id: 32}]");
    environment.put("DIEMNET_NETWORKS_1_PROTOCOLS_1_NAME", "12");
    environment.put("DIEMNET_NETWORKS_1_PROTOCOLS_1_ID", "33");
    environment.put("DIEMNET_CLUSTER", "false");
    environment.put("OTHER", "x");

    NodeConfig config =
        load("networks: [{name: a, seeds: {" + "aB".repeat(16) + ": {role: Validator}}}]\n");

    JsonObject first = config.networks().get(0);
    assertThat(first.getString("listenAddress")).isEqualTo("/ip4/127.0.0.1/tcp/7");
    assertThat(first.getValue("chainId")).isEqualTo(9);
    assertThat(first.getJsonObject("limits").getValue("maxInbound")).isEqualTo(5);
    assertThat(first.getJsonObject("identity").getString("privateKeyFile"))
        .isEqualTo(dir.resolve("key.hex").toString());
    assertThat(first.getJsonObject("seeds"))
        .isEqualTo(
            new JsonObject()
                .put("aB".repeat(16), new JsonObject().put("role", "Known"))
                .put("cd".repeat(16), new JsonObject().put("role", "Upstream")));
    assertThat(config.networks().get(1).getJsonArray("protocols"))
        .isEqualTo(
            new JsonArray()
                .add(new JsonObject().put("name", "Chat").put("id", 32))
                .add(new JsonObject().put("name", "12").put("id", 33)));
    assertThat(config.networks()).allMatch(n -> n.getString("crypto").equals("jdk"));
  }

  @Test
  void mistakes_of_the_environment_name_the_variable() throws Exception {
    environment.put("DIEMNET_CRYPTO", "quantum");
    environment.put("DIEMNET_NETWORKS_0_LISTENADRESS", "/memory/1");
    environment.put("DIEMNET_NETWORKS_5_NAME", "x");
    environment.put("DIEMNET_NETWORKS_0_NAME_X", "x");
    environment.put("DIEMNET_NETWORKS_0_ROLE", "");
    environment.put("DIEMNET_NETWORKS_0_HEALTH", "{interval: ");
    environment.put("DIEMNET_PORT", "tcp://10.0.0.1:6180");
    environment.put("DIEMNET_SERVICE_HOST", "10.0.0.1");

    assertThat(mistakes("networks: [{name: a}]\n"))
        .hasSize(6)
        .anyMatch(has("crypto (from DIEMNET_CRYPTO): must be auto or jdk, not 'quantum'"))
        .anyMatch(has("DIEMNET_NETWORKS_0_LISTENADRESS: ", "did you mean listenAddress?"))
        .anyMatch(has("DIEMNET_NETWORKS_5_NAME: ", "networks has no entry 5"))
        .anyMatch(has("DIEMNET_NETWORKS_0_NAME_X: ", "networks[0].name has no keys below it"))
        .anyMatch(has("networks[0].role (from DIEMNET_NETWORKS_0_ROLE): must be", "not empty"))
        .anyMatch(has("networks[0].health (from DIEMNET_NETWORKS_0_HEALTH): is not YAML"));
  }

  @Test
  void the_schema_and_the_options_have_the_same_keys_and_defaults() {
    JsonObject defaults = new DiemNetOptions().toJson();
    Schema network = Schema.ROOT.property("networks").items();

    assertThat(network.keys())
        .containsAll(defaults.fieldNames().stream().filter(key -> !key.equals("crypto")).toList());
    for (String group : List.of("health", "connectivity", "limits")) {
      JsonObject properties =
          ((JsonObject) Schema.at("#/$defs/network/properties/" + group + "/properties"));
      JsonObject fromSchema = new JsonObject();
      properties.forEach(
          e -> fromSchema.put(e.getKey(), ((JsonObject) e.getValue()).getValue("default")));
      assertThat(fromSchema).isEqualTo(defaults.getJsonObject(group));
    }
    JsonObject properties = (JsonObject) Schema.at("#/$defs/network/properties");
    for (String key : List.of("listenAddress", "proxyProtocol", "eventBusPrefix")) {
      assertThat(properties.getJsonObject(key).getValue("default"))
          .isEqualTo(defaults.getValue(key));
    }
  }

  private NodeConfig load(String yaml) throws Exception {
    Path file = dir.resolve("node.yaml");
    Files.writeString(file, yaml);
    return ConfigLoader.load(file, environment);
  }

  private List<String> mistakes(String yaml) throws IOException {
    Path file = dir.resolve("node.yaml");
    Files.writeString(file, yaml);
    return mistakes(file);
  }

  private List<String> mistakes(Path file) {
    return catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(file, environment))
        .mistakes();
  }

  private void mode(String file, String mode) throws IOException {
    Files.setPosixFilePermissions(dir.resolve(file), PosixFilePermissions.fromString(mode));
  }

  private static Predicate<String> has(String... parts) {
    return line -> List.of(parts).stream().allMatch(line::contains);
  }
}
