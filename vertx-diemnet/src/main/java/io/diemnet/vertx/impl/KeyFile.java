package io.diemnet.vertx.impl;

import io.diemnet.vertx.PrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the private key file of a network: 64 hexadecimal digits, optionally with surrounding white
 * space and a byte order mark. Blocks.
 */
public final class KeyFile {

  /** The largest number of bytes that are read. */
  private static final int MAX_BYTES = 1024;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private KeyFile() {}

  /**
   * Reads a key from a file that passes the check of {@link SecretFile}.
   *
   * @throws IllegalArgumentException if the file cannot be used; the message names the file and the
   *     problem, and never contains any of its content
   */
  public static PrivateKey read(Path file) {
    String name = "the private key file " + file;
    try {
      String problem = SecretFile.problem(file);
      if (problem != null) {
        throw new IllegalArgumentException(name + " " + problem);
      }
      return parse(name, bytes(name, file));
    } catch (NoSuchFileException missing) {
      throw new IllegalArgumentException(name + " cannot be read: it does not exist");
    } catch (IOException unreadable) {
      String why =
          Files.isDirectory(file) ? "it is a directory" : String.valueOf(unreadable.getMessage());
      throw new IllegalArgumentException(name + " cannot be read: " + why);
    }
  }

  private static byte[] bytes(String name, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(name + " is too large for 64 hex digits");
      }
      return bytes;
    }
  }

  private static PrivateKey parse(String name, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    try {
      return PrivateKey.parse(text.strip());
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(name + ": " + malformed.getMessage());
    }
  }
}
