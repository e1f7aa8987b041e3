package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.InvalidOptionsException;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads peers files, YAML or JSON, and the same map where it comes as a JSON object (specification
 * section 11). A file is good or bad as a whole.
 */
public final class PeersFile {

  private PeersFile() {}

  /**
   * Reads a file's content.
   *
   * @param name the file's name: {@code .json} means that it is JSON and not YAML
   * @param profile decides how ids and addresses are read
   * @throws DiscoveryException names the line or the entry that is wrong
   */
  public static Map<PeerId, DiscoveredPeer> parse(String name, byte[] content, WireProfile profile)
      throws DiscoveryException {
    return peers(new JsonObject(TextFile.parse(name, content)), profile);
  }

  /**
   * The peers of a map from id to {@code {addresses, keys, role}}.
   *
   * @throws DiscoveryException names every entry that is wrong
   */
  public static Map<PeerId, DiscoveredPeer> peers(JsonObject json, WireProfile profile)
      throws DiscoveryException {
    try {
      return peers(PeerConfig.mapFromJson(json, profile));
    } catch (InvalidOptionsException e) {
      throw new DiscoveryException(e.getMessage());
    }
  }

  /**
   * The same peers as discovered peers.
   *
   * @throws DiscoveryException if an address cannot be dialed
   */
  public static Map<PeerId, DiscoveredPeer> peers(Map<PeerId, PeerConfig> configured)
      throws DiscoveryException {
    for (Map.Entry<PeerId, PeerConfig> peer : configured.entrySet()) {
      int index = 0;
      for (NetworkAddress address : peer.getValue().addresses()) {
        requireDialable(peer.getKey() + ".addresses[" + index++ + "]", address);
      }
    }
    return discovered(configured);
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
