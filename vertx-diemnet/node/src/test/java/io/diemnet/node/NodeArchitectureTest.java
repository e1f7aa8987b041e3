package io.diemnet.node;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which classes of the node use the library's implementation and not only its public interface. */
class NodeArchitectureTest {

  private static final Set<String> USERS =
      Set.of(
          "command.bench.BenchCommand",
          "command.bench.HandshakeScenario",
          "command.bench.TlsPeer",
          "command.keygen.KeygenCommand",
          "command.node.NodeCommand",
          "command.ping.PingCommand",
          "command.validatorset.Entries",
          "command.validatorset.SetPrinter",
          "command.validatorset.SetReader",
          "command.validatorset.SharedKeys",
          "command.validatorset.ValidatorSetCommand",
          "config.ConfigFiles",
          "config.MemoryChecks",
          "config.YamlTree");

  private static String nameInNode(JavaClass type) {
    String name = type.getName().replaceFirst("^io\\.diemnet\\.node\\.", "");
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  @Test
  void only_the_named_classes_reach_into_the_implementation() {
    noClasses()
        .that(
            describe(
                "are not named in this test",
                (JavaClass type) -> !USERS.contains(nameInNode(type))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.diemnet.vertx.impl..")
        .check(
            new ClassFileImporter()
                .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation()));
  }
}
