package io.diemnet.node.dashboard;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the dashboard, ready to be sent.
 *
 * @param tag changes with the content
 */
record Asset(String contentType, String tag, Buffer plain, Buffer compressed) {

  private static final int TAG_BYTES = 12;

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** Reads it from the class path. Blocks. */
  static Asset read(String path) throws IOException {
    try (InputStream file = Asset.class.getResourceAsStream("/webroot/" + path)) {
      if (file == null) {
        throw new FileNotFoundException("the dashboard's file " + path + " is not in the jar");
      }
      byte[] bytes = file.readAllBytes();
      return new Asset(
          TYPES.get(path.substring(path.lastIndexOf('.') + 1)),
          tag(bytes),
          Buffer.buffer(bytes),
          Buffer.buffer(compress(bytes)));
    }
  }

  /** Returns a tag for each encoding. */
  String tag(boolean small) {
    return '"' + tag + (small ? "-gzip" : "") + '"';
  }

  Buffer body(boolean small) {
    return small ? compressed : plain;
  }

  private static byte[] compress(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
