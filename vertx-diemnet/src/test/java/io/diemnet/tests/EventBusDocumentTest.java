package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The documents about the event bus and the code must name the same addresses and codes. */
class EventBusDocumentTest {

  private static final EventBusAddresses ADDRESSES = EventBusAddresses.of("PREFIX", "NETWORK");
  private static final Path DOCS =
      Path.of(System.getProperty("diemnet.root", "..")).resolve("docs");

  private static String read(String file) throws IOException {
    return Files.readString(DOCS.resolve(file));
  }

  private static Object asyncApi() throws IOException {
    // The failsafe default of 50 aliases is less than this document has.
    LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(500).build();
    return new Load(settings).loadFromString(read("event-bus.yaml"));
  }

  private static Object at(Object node, String... path) {
    for (String name : path) {
      node = ((Map<?, ?>) node).get(name);
      assertThat(node).as(String.join("/", path)).isNotNull();
    }
    return node;
  }

  private static Set<String> addressesOfCode() {
    Set<String> addresses = new LinkedHashSet<>(ADDRESSES.all());
    addresses.add(ADDRESSES.inbound("PROTOCOL"));
    return addresses;
  }

  @Test
  void the_asyncapi_document_has_every_address_and_no_other() throws IOException {
    List<String> documented = new ArrayList<>();
    for (Object channel : ((Map<?, ?>) at(asyncApi(), "channels")).values()) {
      Object address = ((Map<?, ?>) channel).get("address");
      if (address != null) {
        documented.add(
            address
                .toString()
                .replace("{prefix}", "PREFIX")
                .replace("{network}", "NETWORK")
                .replace("{protocol}", "PROTOCOL"));
      }
    }

    assertThat(documented).containsExactlyInAnyOrderElementsOf(addressesOfCode());
  }

  @Test
  void every_channel_with_an_address_has_an_operation() throws IOException {
    Set<String> used = new LinkedHashSet<>();
    for (Object operation : ((Map<?, ?>) at(asyncApi(), "operations")).values()) {
      used.add(at(operation, "channel", "$ref").toString().replace("#/channels/", ""));
    }
    Set<Object> channels = new LinkedHashSet<>(((Map<?, ?>) at(asyncApi(), "channels")).keySet());
    channels.remove("reply");

    assertThat(used).containsExactlyInAnyOrderElementsOf(strings(channels));
  }

  @Test
  void every_reference_leads_somewhere() throws IOException {
    Object document = asyncApi();
    List<String> references = new ArrayList<>();
    collectReferences(document, references);
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(reference).startsWith("#/");
      at(document, reference.substring(2).split("/"));
    }
  }

  private static void collectReferences(Object node, List<String> references) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("$ref")) {
              references.add(value.toString());
            } else {
              collectReferences(value, references);
            }
          });
    } else if (node instanceof List<?> list) {
      list.forEach(each -> collectReferences(each, references));
    }
  }

  @Test
  void the_asyncapi_document_has_every_code_in_the_order_of_the_checks() throws IOException {
    List<String> documented = new ArrayList<>();
    Object codes =
        at(asyncApi(), "components", "schemas", "failure", "properties", "code", "oneOf");
    for (Object code : (List<?>) codes) {
      documented.add(at(code, "const") + " " + at(code, "title"));
    }

    assertThat(documented).containsExactlyElementsOf(codesOfCode());
  }

  private static List<String> codesOfCode() {
    return Arrays.stream(FailureCode.values())
        .map(code -> code.number() + " " + code.name())
        .toList();
  }

  @Test
  void the_asyncapi_document_has_every_role() throws IOException {
    Object roles = at(asyncApi(), "components", "schemas", "peerRole", "enum");

    assertThat(strings((List<?>) roles))
        .containsExactlyElementsOf(Stream.of(PeerRole.values()).map(PeerRole::toString).toList());
  }

  @Test
  void the_readable_page_has_every_address_and_no_other() throws IOException {
    Set<String> documented = new LinkedHashSet<>();
    Matcher row =
        Pattern.compile("^\\| `((?:<n>|diemnet)\\.[^`]+)`", Pattern.MULTILINE)
            .matcher(read("event-bus.md"));
    while (row.find()) {
      documented.add(
          row.group(1)
              .replace("<n>", "PREFIX.NETWORK")
              .replace("diemnet.", "PREFIX.")
              .replace("<Protocol>", "PROTOCOL"));
    }

    assertThat(documented).containsExactlyInAnyOrderElementsOf(addressesOfCode());
  }

  @Test
  void the_readable_page_has_every_code_in_the_order_of_the_checks() throws IOException {
    List<String> documented = new ArrayList<>();
    Matcher row =
        Pattern.compile("^\\| (\\d{3}) \\| ([A-Z_]+) \\|", Pattern.MULTILINE)
            .matcher(read("event-bus.md"));
    while (row.find()) {
      documented.add(row.group(1) + " " + row.group(2));
    }

    assertThat(documented).containsExactlyElementsOf(codesOfCode());
  }

  private static List<String> strings(Collection<?> values) {
    return values.stream().map(Object::toString).toList();
  }
}
