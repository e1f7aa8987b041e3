package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.InvalidOptionsException;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads peers files in YAML or JSON, and the same map as a JSON object (specification section 11).
 * A file with one mistake is refused as a whole.
 */
public final class PeersFile {

  private PeersFile() {}

  /**
   * Parses the content of a file.
   *
   * @param name the name of the file; {@code .json} selects JSON, any other name YAML
   * @param profile decides how ids and addresses are read
   * @throws DiscoveryException if the content is wrong; the message names the line or the entry
   */
  public static Map<PeerId, DiscoveredPeer> parse(String name, byte[] content, WireProfile profile)
      throws DiscoveryException {
    return peers(new JsonObject(TextFile.parse(name, content)), profile);
  }

  /**
   * Reads a map from peer id to {@code {addresses, keys, role}}.
   *
   * @throws DiscoveryException if an entry is wrong; the message names every wrong entry
   */
  public static Map<PeerId, DiscoveredPeer> peers(JsonObject json, WireProfile profile)
      throws DiscoveryException {
    return peers(json, profile, PeerRole.UNKNOWN);
  }

  /** As {@link #peers(JsonObject, WireProfile)}, with the role of an entry that names none. */
  public static Map<PeerId, DiscoveredPeer> peers(
      JsonObject json, WireProfile profile, PeerRole defaultRole) throws DiscoveryException {
    try {
      return peers(PeerConfig.mapFromJson(json, profile, defaultRole));
    } catch (InvalidOptionsException e) {
      throw new DiscoveryException(e.getMessage());
    }
  }

  /**
   * Converts configured peers to discovered peers.
   *
   * @throws DiscoveryException if an address is not dialable
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

  /** Converts the seeds of a configuration to discovered peers. */
  public static Map<PeerId, DiscoveredPeer> discovered(Map<PeerId, PeerConfig> configured) {
    Map<PeerId, DiscoveredPeer> peers = new LinkedHashMap<>();
    configured.forEach(
        (peer, config) ->
            peers.put(peer, DiscoveredPeer.of(config.addresses(), config.keys(), config.role())));
    return peers;
  }
}
