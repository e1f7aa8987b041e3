package io.diemnet.node.config;

import io.diemnet.vertx.impl.KeyFile;
import io.diemnet.vertx.impl.SecretFile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The files that a configuration names. Makes their paths absolute and checks them before anything
 * starts.
 */
final class ConfigFiles {

  private final Path directory;
  private final Mistakes mistakes;

  ConfigFiles(Path directory, Mistakes mistakes) {
    this.directory = directory;
    this.mistakes = mistakes;
  }

  /** Checks a file that must exist and be readable. Returns null if the key is absent or wrong. */
  Path readable(JsonObject json, String path, String key) {
    Path file = absolute(json, path, key);
    if (file == null) {
      return null;
    }
    String problem = null;
    if (!Files.exists(file)) {
      problem = "names a file that does not exist: ";
    } else if (!Files.isRegularFile(file)) {
      problem = "names something that is not a regular file: ";
    } else if (!Files.isReadable(file)) {
      problem = "names a file that this user may not read: ";
    }
    if (problem == null) {
      return file;
    }
    mistakes.add(Mistakes.child(path, key), problem + shown(key, file));
    return null;
  }

  /** Checks a file with 64 hex digits that only this process may read. */
  void privateKey(JsonObject json, String path, String key) {
    Path file = readable(json, path, key);
    if (file == null) {
      return;
    }
    try {
      KeyFile.read(file);
    } catch (IllegalArgumentException e) {
      mistakes.add(Mistakes.child(path, key), "cannot be used: " + e.getMessage());
    }
  }

  /** Checks a file with a secret, without its content. */
  void secret(JsonObject json, String path, String key) {
    Path file = readable(json, path, key);
    if (file == null) {
      return;
    }
    String keyPath = Mistakes.child(path, key);
    try {
      String problem = SecretFile.problem(file);
      if (problem != null) {
        mistakes.add(keyPath, "cannot be used: the file " + file + " " + problem);
      }
    } catch (IOException e) {
      mistakes.add(keyPath, "names a file that cannot be read: " + file + ": " + e.getMessage());
    }
  }

  /** Replaces a path, which is relative to the configuration, with the absolute path. */
  Path absolute(JsonObject json, String path, String key) {
    if (!(json.getValue(key) instanceof String text)
        || text.isEmpty()
        || mistakes.has(Mistakes.child(path, key))) {
      return null;
    }
    try {
      Path file = directory.resolve(text).normalize();
      json.put(key, file.toString());
      return file;
    } catch (InvalidPathException e) {
      mistakes.add(Mistakes.child(path, key), "is not the path of a file: " + e.getReason());
      return null;
    }
  }

  private static String shown(String key, Path file) {
    Path name = file.getFileName();
    return name != null && Words.looksLikeAKey(name.toString())
        ? "64 hex digits; a key itself goes into " + key.replace("File", "")
        : file.toString();
  }
}
