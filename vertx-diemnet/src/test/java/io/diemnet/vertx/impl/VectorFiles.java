package io.diemnet.vertx.impl;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The test vectors: those of the test resources in {@code /vectors}, plain or compressed, and those
 * of the folder that the system property {@code diemnet.vectors} names, if it is set. The folder is
 * relative to the project's root.
 */
public final class VectorFiles {

  private static final String COMPRESSED = ".gz";

  private VectorFiles() {}

  /** The folder with another set of vectors, or null. */
  private static Path other() {
    String folder = System.getProperty("diemnet.vectors", "");
    if (folder.isBlank()) {
      return null;
    }
    Path named = Path.of(System.getProperty("diemnet.root", "..")).resolve(folder).normalize();
    if (!Files.isDirectory(named)) {
      throw new IllegalStateException("diemnet.vectors is no folder: " + named);
    }
    return named;
  }

  private static Path own() {
    try {
      return Path.of(VectorFiles.class.getResource("/vectors").toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The files whose names match a pattern such as {@code diemnet_*.json}: those of the test
   * resources, then those of the other folder, each sorted by name.
   */
  public static List<Path> matching(String pattern) throws IOException {
    List<Path> files = list(own(), pattern);
    if (other() != null) {
      files.addAll(list(other(), pattern));
    }
    return files;
  }

  private static List<Path> list(Path folder, String pattern) throws IOException {
    List<Path> files = new ArrayList<>();
    String glob = pattern + "{," + COMPRESSED + "}";
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(files::add);
    }
    Collections.sort(files);
    return files;
  }

  /** Reads the file of that name: that of the other folder if it has one, else our own. */
  public static JsonObject read(String name) {
    try {
      List<Path> files = matching(name);
      if (files.isEmpty()) {
        throw new IllegalStateException("no vectors " + name);
      }
      return read(files.get(files.size() - 1));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public static JsonObject read(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      boolean compressed = file.toString().endsWith(COMPRESSED);
      InputStream text = compressed ? new GZIPInputStream(bytes) : bytes;
      return new JsonObject(Buffer.buffer(text.readAllBytes()));
    }
  }
}
