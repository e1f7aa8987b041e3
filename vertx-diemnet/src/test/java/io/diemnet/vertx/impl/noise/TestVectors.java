package io.diemnet.vertx.impl.noise;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Finds the shared vector files; a test is skipped when they are not there. */
public final class TestVectors {

  private TestVectors() {}

  /** The folder that the system property {@code diemnet.vectors} names. */
  public static Path folder() {
    String root = System.getProperty("diemnet.root", "..");
    Path folder = Path.of(root).resolve(System.getProperty("diemnet.vectors", "../shared/vectors"));
    assumeTrue(Files.isDirectory(folder), "no test vectors in " + folder);
    return folder;
  }

  /** One file of it. */
  public static JsonObject read(String name) {
    Path file = folder().resolve(name);
    assumeTrue(Files.exists(file), "no test vectors in " + file);
    return read(file);
  }

  /** All that {@code diemnet_*.json} files hold under a key. */
  public static List<JsonObject> reference(String key) {
    List<JsonObject> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(), "diemnet_*.json")) {
      for (Path file : files) {
        entries.addAll(objects(read(file).getJsonArray(key, new JsonArray())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assumeTrue(!entries.isEmpty(), "no vectors for " + key);
    return entries;
  }

  public static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  public static byte[] hex(JsonObject object, String key) {
    return HexFormat.of().parseHex(object.getString(key));
  }

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
