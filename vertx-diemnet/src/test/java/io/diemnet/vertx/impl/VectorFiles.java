package io.diemnet.vertx.impl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The shared vectors: in the folder that the system property {@code diemnet.vectors} names,
 * relative to the project's root, {@code ../shared/vectors} by default. Tests are skipped, and say
 * so, where it is absent.
 */
public final class VectorFiles {

  private VectorFiles() {}

  private static Path named() {
    Path root = Path.of(System.getProperty("diemnet.root", ".."));
    return root.resolve(System.getProperty("diemnet.vectors", "../shared/vectors")).normalize();
  }

  /** Whether the folder is there. */
  public static boolean present() {
    return Files.isDirectory(named());
  }

  /** The folder, or the current test is skipped. */
  public static Path folder() {
    Path folder = named();
    assumeTrue(
        Files.isDirectory(folder),
        () -> "no vectors in " + folder + "; set -Ddiemnet.vectors to their folder");
    return folder;
  }

  /** The files whose names match a pattern such as {@code diemnet_*.json}, sorted by name. */
  public static List<Path> matching(String pattern) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder(), pattern)) {
      stream.forEach(files::add);
    }
    Collections.sort(files);
    return files;
  }

  public static JsonObject read(Path file) throws IOException {
    return new JsonObject(Buffer.buffer(Files.readAllBytes(file)));
  }
}
