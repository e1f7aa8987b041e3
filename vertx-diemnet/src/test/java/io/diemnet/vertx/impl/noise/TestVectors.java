package io.diemnet.vertx.impl.noise;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diemnet.vertx.impl.VectorFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Reads the shared vectors of cryptography; a test is skipped when they are not there. */
public final class TestVectors {

  private TestVectors() {}

  public static JsonObject read(String name) {
    Path file = VectorFiles.folder().resolve(name);
    assumeTrue(Files.exists(file), "no test vectors in " + file);
    try {
      return VectorFiles.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  public static byte[] hex(JsonObject object, String key) {
    return HexFormat.of().parseHex(object.getString(key));
  }
}
