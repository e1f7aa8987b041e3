package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diemnet.vertx.PrivateKey;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file system of the image, without Docker: a read-only root with the runtime that the
 * Dockerfile names, its user, its command, and a key as Kubernetes mounts it.
 */
class ImageTest {

  private static final String JAR = "opt/diemnet/vertx-diemnet-node.jar";

  @TempDir Path dir;

  private static boolean runs(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /** A runtime of the modules of the Dockerfile. */
  private Path runtime(Dockerfile dockerfile) throws Exception {
    Path runtime = dir.resolve("java");
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    assumeTrue(
        runs(
            jlink.toString(),
            "--add-modules",
            String.join(",", dockerfile.modules()),
            "--output",
            runtime.toString()),
        "this JDK has no jlink");
    return runtime;
  }

  /** A jar of that name which has the classes under test. */
  private static void thinJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        classPath().stream()
            .map(entry -> entry.toUri().toString())
            .collect(Collectors.joining(" ")));
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  private static List<Path> classPath() {
    List<Path> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
        entries.add(Path.of(entry).toAbsolutePath());
      }
    }
    return entries;
  }

  /** Folders of the machine that the image has too, and those of the class path. */
  private static Set<String> folders() {
    Set<String> folders = new TreeSet<>();
    for (String name : List.of("/lib", "/lib64", "/usr/lib")) {
      if (Files.isDirectory(Path.of(name))) {
        folders.add(name);
      }
    }
    for (Path entry : classPath()) {
      folders.add((Files.isDirectory(entry) ? entry : entry.getParent()).toString());
    }
    return folders;
  }

  @Test
  void the_node_runs_in_a_read_only_root_without_rights_and_is_healthy() throws Exception {
    assumeTrue(
        runs("unshare", "--mount", "chroot", "--userspec=10001:10001", "/", "true"),
        "this user may not make mount namespaces");
    Dockerfile dockerfile = Dockerfile.read();
    Path root = Files.createDirectories(dir.resolve("root"));
    Files.createDirectories(root.resolve("opt/diemnet"));
    Path etc = Files.createDirectories(root.resolve("etc/diemnet"));
    thinJar(root.resolve(JAR));
    Path key = etc.resolve("validator.hex");
    Files.writeString(key, HexFormat.of().formatHex(PrivateKey.generate().toBytes()));
    // As a Kubernetes Secret with mode 0440 and fsGroup.
    assertThat(runs("chown", "0:10001", key.toString())).isTrue();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--r-----"));
    Files.writeString(
        etc.resolve("node.yaml"),
        """
        networks:
          - identity: {privateKeyFile: validator.hex}
            listenAddress: /ip4/127.0.0.1/tcp/0
        metrics: {port: 0}
        """);
    for (Path path = etc; path.startsWith(dir); path = path.getParent()) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "bash"));
    command.add(Path.of(ImageTest.class.getResource("/image.sh").toURI()).toString());
    command.addAll(
        List.of(root.toString(), dockerfile.last("USER"), runtime(dockerfile).toString()));
    command.addAll(folders());
    command.add("--");
    command.addAll(Dockerfile.command(dockerfile.last("ENTRYPOINT")));
    command.addAll(Dockerfile.command(dockerfile.last("CMD")));
    try (NodeProcess node = NodeProcess.execute(dir, command)) {
      String metrics = node.awaitOut(line -> line.startsWith("metrics http://127.0.0.1:"));
      node.awaitOut(line -> line.startsWith("listening validator "));
      // Nothing can be unpacked here.
      node.awaitErr(line -> line.contains("NIO is used"));

      String port = metrics.replaceAll(".*:([0-9]+)/metrics", "$1");
      List<String> check =
          Dockerfile.command(dockerfile.last("HEALTHCHECK")).stream()
              .map(argument -> argument.replace("/9090", "/" + port))
              .toList();
      assertThat(runs(check.toArray(String[]::new))).isTrue();

      node.terminate();
      assertThat(node.awaitExit()).as("%s", node).isZero();
      assertThat(runs(check.toArray(String[]::new))).isFalse();
    }
  }
}
