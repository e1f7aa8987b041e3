package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.impl.VectorFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.List;

/** Reads the vectors of cryptography. */
public final class TestVectors {

  private TestVectors() {}

  public static JsonObject read(String name) {
    return VectorFiles.read(name);
  }

  public static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  public static byte[] hex(JsonObject object, String key) {
    return HexFormat.of().parseHex(object.getString(key));
  }
}
