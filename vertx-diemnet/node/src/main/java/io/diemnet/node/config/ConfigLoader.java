package io.diemnet.node.config;

import io.vertx.core.json.JsonObject;
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

/** Reads and checks a configuration file. Blocks on files, so do not call it on an event loop. */
public final class ConfigLoader {

  /** 1 MiB, for the file and for each override. */
  static final int MAX_FILE_SIZE = 1024 * 1024;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ConfigLoader() {}

  /**
   * Loads the configuration of a file, YAML unless its name ends with {@code .json}.
   *
   * @param file as given by the user and used in messages
   * @param environment variables; those that begin with {@code DIEMNET_} override keys
   * @throws ConfigException with every mistake
   */
  public static NodeConfig load(Path file, Map<String, String> environment) throws ConfigException {
    return NodeConfig.of(loadJson(file, environment));
  }

  private static JsonObject loadJson(Path file, Map<String, String> environment)
      throws ConfigException {
    Mistakes mistakes = new Mistakes(file.toString());
    JsonObject config = read(file, environment, mistakes);
    if (config != null) {
      check(config, file, mistakes);
    }
    if (!mistakes.isEmpty()) {
      throw new ConfigException(file.toString(), mistakes.lines());
    }
    return config;
  }

  /**
   * The configuration with its overrides and defaults, and with every secret replaced by {@value
   * EffectiveConfig#MASK}.
   *
   * @throws ConfigException as {@link #load} does
   */
  public static JsonObject effective(Path file, Map<String, String> environment)
      throws ConfigException {
    return EffectiveConfig.of(loadJson(file, environment));
  }

  private static JsonObject read(Path file, Map<String, String> environment, Mistakes mistakes) {
    String text = text(file, mistakes);
    if (text == null) {
      return null;
    }
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    Tree tree = json ? JsonTree.read(text, mistakes) : YamlTree.read(text, "", null, mistakes);
    if (tree == null) {
      return null;
    }
    if (!(tree instanceof Tree.Mapping root)) {
      mistakes.add("", "must be " + Schema.ROOT.allowed());
      return null;
    }
    Environment.apply(root, environment, mistakes);
    return (JsonObject) Converter.convert(root, Schema.ROOT);
  }

  private static void check(JsonObject config, Path file, Mistakes mistakes) {
    SchemaCheck.check(config, mistakes);
    ConfigFiles files = new ConfigFiles(file.toAbsolutePath().getParent(), mistakes);
    Ports ports = new Ports(mistakes);
    new NetworkChecks(mistakes, files, ports).check(config);
    new ServiceChecks(mistakes, files, ports).check(config);
    new MemoryChecks(mistakes, Runtime.getRuntime().maxMemory()).check(config);
  }

  private static String text(Path file, Mistakes mistakes) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_SIZE + 1);
      if (bytes.length > MAX_FILE_SIZE) {
        mistakes.add(
            "", "exceeds the maximum size of a configuration (" + MAX_FILE_SIZE + " bytes)");
        return null;
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      mistakes.add("", "there is no such file");
    } catch (CharacterCodingException e) {
      mistakes.add("", "is not text in UTF-8");
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "it is a directory" : e.getMessage();
      mistakes.add("", "cannot be read: " + reason);
    }
    return null;
  }
}
