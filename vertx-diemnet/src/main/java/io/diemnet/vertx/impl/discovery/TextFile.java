package io.diemnet.vertx.impl.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a YAML or JSON file that contains one map. All scalars are read as strings, so that a peer
 * id of digits is not read as a number.
 */
public final class TextFile {

  /** 16 MiB, about 50,000 peers. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private TextFile() {}

  /** Reads a file. Blocks. */
  public static byte[] read(Path path) throws DiscoveryException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new DiscoveryException("is not a regular file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new DiscoveryException("is larger than " + MAX_BYTES + " bytes");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new DiscoveryException("does not exist");
    } catch (IOException e) {
      throw new DiscoveryException("cannot be read: " + e);
    }
  }

  /**
   * Parses the content of a file.
   *
   * @param name the name of the file; {@code .json} selects JSON, any other name YAML
   * @throws DiscoveryException if the content is wrong; the message names the line
   */
  public static Map<String, Object> parse(String name, byte[] content) throws DiscoveryException {
    String text = utf8(content);
    if (name.toLowerCase(Locale.ROOT).endsWith(".json")) {
      return TextTree.json(text);
    }
    if (text.stripLeading().startsWith("{")) {
      try {
        return TextTree.json(text);
      } catch (DiscoveryException e) {
        // A YAML map may start like this too.
        if (!YamlTree.isAvailable()) {
          throw e;
        }
      }
    }
    if (!YamlTree.isAvailable()) {
      throw new DiscoveryException(
          "is not JSON, and reading YAML needs org.snakeyaml:snakeyaml-engine on the class path");
    }
    return YamlTree.yaml(text);
  }

  private static String utf8(byte[] content) throws DiscoveryException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new DiscoveryException("is not UTF-8");
    }
  }
}
