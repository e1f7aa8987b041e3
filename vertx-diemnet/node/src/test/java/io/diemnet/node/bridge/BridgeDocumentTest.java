package io.diemnet.node.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.ProtocolId;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What docs/event-bus.yaml says of the bridges is what they do. */
class BridgeDocumentTest {

  private static Object document;

  @BeforeAll
  static void read() throws IOException {
    Path page = Path.of(System.getProperty("diemnet.root"), "docs", "event-bus.yaml");
    LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(500).build();
    document = new Load(settings).loadFromString(Files.readString(page));
  }

  private static Object at(Object node, String... path) {
    for (String name : path) {
      node = ((Map<?, ?>) node).get(name);
      assertThat(node).as(String.join("/", path)).isNotNull();
    }
    return node;
  }

  @Test
  void each_address_is_open_to_clients_as_the_document_says() {
    List<DiemNetOptions> networks = List.of(new DiemNetOptions().setName("validator"));
    Permissions permissions = Permissions.of(networks, false);
    Permissions withAdmin = Permissions.of(networks, true);
    for (Object channel : ((Map<?, ?>) at(document, "channels")).values()) {
      if (((Map<?, ?>) channel).get("address") == null) {
        continue;
      }
      String address =
          at(channel, "address")
              .toString()
              .replace("{prefix}", "diemnet")
              .replace("{network}", "validator")
              .replace("{protocol}", ProtocolId.CONSENSUS_RPC.name());
      boolean send = permissions.target(address) != null;
      boolean admin = !send && withAdmin.target(address) != null;
      String open =
          permissions.mayRegister(address) ? "register" : send ? "send" : admin ? "admin" : "";
      assertThat(at(channel, "x-bridge")).as(address).isEqualTo(open);
      assertThat(send && permissions.mayRegister(address)).as(address).isFalse();
      assertThat(withAdmin.mayRegister(address)).isEqualTo(permissions.mayRegister(address));
    }
  }

  @Test
  void the_longest_timeout_is_the_one_of_the_document() {
    assertThat(at(document, "components", "schemas", "timeout", "x-bridge-maximum"))
        .isEqualTo(Permissions.MAX_TIMEOUT);
  }

  @Test
  void the_bridge_refuses_with_the_codes_of_the_document() throws IllegalAccessException {
    TreeSet<Object> codes = new TreeSet<>();
    codes.add(BridgeFailure.invalid("").code());
    codes.add(BridgeFailure.tooLarge("", 0).code());
    for (Field field : BridgeFailure.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == BridgeFailure.class) {
        codes.add(((BridgeFailure) field.get(null)).code());
      }
    }
    Object documented =
        at(
            document,
            "components",
            "schemas",
            "bridgeRefusal",
            "properties",
            "failureCode",
            "oneOf");
    assertThat(((List<?>) documented).stream().<Object>map(code -> at(code, "const")))
        .containsExactlyElementsOf(codes);
  }

  @Test
  void both_ports_are_where_the_configuration_puts_them_by_default() throws IOException {
    String schema =
        Files.readString(
            Path.of(System.getProperty("diemnet.root"), "docs", "configuration.schema.json"));
    Object bridge =
        at(
            new Load(LoadSettings.builder().build()).loadFromString(schema),
            "properties",
            "bridge",
            "properties");
    for (Map.Entry<String, String> port :
        Map.of("tcpBridge", "tcpPort", "webBridge", "webPort").entrySet()) {
      assertThat(at(document, "servers", port.getKey(), "host"))
          .isEqualTo(at(bridge, "host", "default") + ":" + at(bridge, port.getValue(), "default"));
    }
  }
}
