package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.InvalidOptionsException;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads peers files, YAML or JSON, and the same map where it comes as a JSON object (specification
 * section 11). A file is good or bad as a whole.
 */
public final class PeersFile {

  /** 16 MiB, some 50,000 peers. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private PeersFile() {}

  /** Reads a file. Blocks. */
  static byte[] read(Path path) throws DiscoveryException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new DiscoveryException("is no regular file");
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
   * Reads a file's content.
   *
   * @param name the file's name: {@code .json} tells that it is JSON and not YAML
   * @throws DiscoveryException names the line or the entry that is wrong
   */
  public static Map<PeerId, DiscoveredPeer> parse(String name, byte[] content)
      throws DiscoveryException {
    return peers(new JsonObject(tree(name, utf8(content))));
  }

  private static Map<String, Object> tree(String name, String text) throws DiscoveryException {
    if (name.toLowerCase(Locale.ROOT).endsWith(".json")) {
      return TextTree.json(text);
    }
    if (text.stripLeading().startsWith("{")) {
      try {
        return TextTree.json(text);
      } catch (DiscoveryException e) {
        // A YAML map may begin so, too.
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

  /**
   * The peers of a map from id to {@code {addresses, keys, role}}.
   *
   * @throws DiscoveryException names every entry that is wrong
   */
  public static Map<PeerId, DiscoveredPeer> peers(JsonObject json) throws DiscoveryException {
    try {
      Map<PeerId, PeerConfig> configured = PeerConfig.mapFromJson(json);
      for (Map.Entry<PeerId, PeerConfig> peer : configured.entrySet()) {
        int index = 0;
        for (NetworkAddress address : peer.getValue().addresses()) {
          requireDialable(peer.getKey() + ".addresses[" + index++ + "]", address);
        }
      }
      return discovered(configured);
    } catch (InvalidOptionsException e) {
      throw new DiscoveryException(e.getMessage());
    }
  }

  private static void requireDialable(String where, NetworkAddress address)
      throws DiscoveryException {
    try {
      address.requireDialable();
    } catch (IllegalArgumentException e) {
      throw new DiscoveryException(where + ": " + e.getMessage());
    }
  }

  /** The seeds of a configuration, as discovered peers. */
  public static Map<PeerId, DiscoveredPeer> discovered(Map<PeerId, PeerConfig> configured) {
    Map<PeerId, DiscoveredPeer> peers = new LinkedHashMap<>();
    configured.forEach(
        (peer, config) ->
            peers.put(peer, DiscoveredPeer.of(config.addresses(), config.keys(), config.role())));
    return peers;
  }
}
