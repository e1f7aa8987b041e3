package io.diemnet.node.config;

import io.diemnet.vertx.PrivateKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that a configuration names: made absolute, and looked at before anything starts. */
final class ConfigFiles {

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private static final int MAX_KEY_FILE = 1024;

  private final Path directory;
  private final Mistakes mistakes;

  ConfigFiles(Path directory, Mistakes mistakes) {
    this.directory = directory;
    this.mistakes = mistakes;
  }

  /** A file that must be there and readable; gives null when the key is absent or wrong. */
  Path readable(JsonObject json, String path, String key) {
    Path file = absolute(json, path, key);
    if (file == null) {
      return null;
    }
    String problem = null;
    if (!Files.exists(file)) {
      problem = "names a file that does not exist: ";
    } else if (!Files.isRegularFile(file)) {
      problem = "names what is no regular file: ";
    } else if (!Files.isReadable(file)) {
      problem = "names a file that this user may not read: ";
    }
    if (problem == null) {
      return file;
    }
    mistakes.add(Mistakes.child(path, key), problem + shown(key, file));
    return null;
  }

  /** A file of 64 hex digits that only its owner may read. */
  void privateKey(JsonObject json, String path, String key) {
    Path file = readable(json, path, key);
    if (file == null) {
      return;
    }
    String keyPath = Mistakes.child(path, key);
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (mode.stream().anyMatch(OF_OTHERS::contains)) {
          mistakes.add(
              keyPath,
              "names a file that others than its owner may read or write ("
                  + PosixFilePermissions.toString(mode)
                  + "): chmod 600 "
                  + file);
        }
      }
      if (Files.size(file) > MAX_KEY_FILE) {
        mistakes.add(keyPath, "names a file that is too large for 64 hex digits: " + file);
        return;
      }
      PrivateKey.parse(Files.readString(file, StandardCharsets.UTF_8).strip());
    } catch (IllegalArgumentException e) {
      mistakes.add(keyPath, "names a file without a key, " + file + ": " + e.getMessage());
    } catch (IOException e) {
      mistakes.add(keyPath, "names a file that cannot be read: " + file + ": " + e.getMessage());
    }
  }

  /** Puts the absolute path in place of a relative one, which is relative to the configuration. */
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
