package io.diemnet.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.diemnet.vertx.AptosCompression;
import io.diemnet.vertx.AptosMonitoring;
import io.diemnet.vertx.AptosStorage;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiemNetVerticle;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The order of the packages, as docs/architecture.md shows it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {

  private static final String IMPL = "io.diemnet.vertx.impl";

  /**
   * The rooms in the order of the bytes, from the socket to the application. A room uses only rooms
   * that stand before it. The rooms before {@code profile} define the parts of a wire profile that
   * they use; the rooms after it take the whole profile.
   */
  private static final List<String> ORDER =
      List.of(
          "util",
          "bcs",
          "memory",
          "names",
          "noise",
          "handshake",
          "wire",
          "profile",
          "health",
          "storage",
          "connectivity",
          "metrics",
          "discovery",
          "transport",
          "peer",
          "peermanager",
          "eventbus");

  private static final int MAX_LINES = 400;

  private final JavaClasses library =
      new ClassFileImporter()
          .importUrl(DiemNet.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void each_room_uses_only_the_rooms_before_it() {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] later = new String[ORDER.size() - i];
      for (int j = i + 1; j < ORDER.size(); j++) {
        later[j - i - 1] = IMPL + "." + ORDER.get(j) + "..";
      }
      later[later.length - 1] = IMPL;
      noClasses()
          .that()
          .resideInAPackage(IMPL + "." + ORDER.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .as("impl." + ORDER.get(i) + " uses only the rooms before it: " + ORDER.subList(0, i))
          .check(library);
    }
  }

  @Test
  void the_rooms_have_no_cycles() {
    slices()
        .matching(IMPL + ".(*)..")
        .namingSlices("impl.$1")
        .should()
        .beFreeOfCycles()
        .check(library);
  }

  @Test
  void every_room_has_its_place_in_the_order() throws IOException {
    Path impl = root().resolve("vertx-diemnet/src/main/java/io/diemnet/vertx/impl");
    try (Stream<Path> rooms = Files.list(impl)) {
      assertThat(rooms.filter(Files::isDirectory).map(room -> room.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(ORDER);
    }
  }

  @Test
  void a_wire_profile_is_known_to_its_registry_only() {
    noClasses()
        .that()
        .resideOutsideOfPackages(IMPL + ".profile..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(IMPL + ".profile.*..")
        .as("a profile's package is known only to impl.profile, where the registry is")
        .check(library);
  }

  @Test
  void only_the_facades_reach_into_the_implementation() {
    classes()
        .that(resideInAPackage(IMPL + ".."))
        .should()
        .onlyHaveDependentClassesThat(
            resideInAPackage(IMPL + "..")
                .or(
                    belongToAnyOf(
                        AptosCompression.class,
                        AptosMonitoring.class,
                        AptosStorage.class,
                        DiemNet.class,
                        DiemNetClient.class,
                        DiemNetMeters.class,
                        DiemNetOptions.class,
                        DiemNetVerticle.class,
                        NetworkAddress.class,
                        NoiseClient.class,
                        NoiseServer.class,
                        PeerId.class,
                        ProtocolId.class,
                        PublicKey.class))
                // Codec of addresses, reader of options, wires of the test support, publisher.
                .or(name("io.diemnet.vertx.AddressCodec"))
                .or(name("io.diemnet.vertx.OptionsJson"))
                .or(name("io.diemnet.vertx.junit5.Wire"))
                .or(name("io.diemnet.vertx.junit5.Wires"))
                .or(name("io.diemnet.vertx.mutiny.InboundPublisher")))
        .as("only the facade classes named use impl")
        .check(library);
    noClasses()
        .that(not(resideInAnyPackage("io.diemnet.vertx", IMPL + "..")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(IMPL + ".noise..", IMPL + ".wire..", IMPL + ".peer..")
        .as("test support and Mutiny use no room of the data path")
        .check(library);
  }

  private static com.tngtech.archunit.base.DescribedPredicate<
          com.tngtech.archunit.core.domain.JavaClass>
      name(String name) {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        name, type -> type.getName().equals(name) || type.getName().startsWith(name + "$"));
  }

  @Test
  void no_class_has_more_than_400_lines_beside_its_comments() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (String sources : List.of("vertx-diemnet/src/main", "vertx-diemnet/node/src/main")) {
      try (Stream<Path> files = Files.walk(root().resolve(sources))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          try (Stream<String> lines = Files.lines(file)) {
            long count = lines.filter(line -> !isComment(line)).count();
            if (count > MAX_LINES) {
              tooLong.add(file.getFileName() + " has " + count);
            }
          }
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  /** The sources have block comments for Javadoc only, with a star at the start of each line. */
  private static boolean isComment(String line) {
    String text = line.strip();
    return text.startsWith("/**") || text.startsWith("*") || text.startsWith("//");
  }

  private static Path root() {
    return Path.of(System.getProperty("diemnet.root", ".."));
  }
}
