package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What is known of a peer before it is connected, as seeds, peers files and {@code
 * .admin.discovery} say it. Immutable; the {@code with} methods give changed copies.
 *
 * @param addresses where it may be dialed, in order; may be empty
 * @param keys the Noise keys it may prove beside those in its addresses; may be empty
 * @param role {@link PeerRole#UNKNOWN} when not said
 */
@DataObject
public record PeerConfig(List<NetworkAddress> addresses, List<PublicKey> keys, PeerRole role) {

  public PeerConfig {
    addresses = List.copyOf(addresses);
    keys = List.copyOf(keys);
    role = role == null ? PeerRole.UNKNOWN : role;
  }

  /**
   * The peer of a JSON object {@code {addresses, keys, role}}.
   *
   * @throws InvalidOptionsException names every mistake, unknown keys among them
   */
  public PeerConfig(JsonObject json) {
    this(read(json));
  }

  /** As {@link #PeerConfig(JsonObject)}. */
  public static PeerConfig fromJson(JsonObject json) {
    return read(json);
  }

  private PeerConfig(PeerConfig other) {
    this(other.addresses, other.keys, other.role);
  }

  /** A peer with one address. */
  public static PeerConfig of(NetworkAddress address, PeerRole role) {
    return new PeerConfig(List.of(address), List.of(), role);
  }

  /** A peer with neither addresses nor keys, to be given some with the {@code with} methods. */
  public static PeerConfig of(PeerRole role) {
    return new PeerConfig(List.of(), List.of(), role);
  }

  /** The same with one more address, after those that it has. */
  public PeerConfig withAddress(NetworkAddress address) {
    return new PeerConfig(and(addresses, address), keys, role);
  }

  /** The same with one more key. */
  public PeerConfig withKey(PublicKey key) {
    return new PeerConfig(addresses, and(keys, key), role);
  }

  /** The same in another role. */
  public PeerConfig withRole(PeerRole other) {
    return new PeerConfig(addresses, keys, other);
  }

  private static <T> List<T> and(List<T> list, T added) {
    return Stream.concat(list.stream(), Stream.of(added)).toList();
  }

  /**
   * A whole map from peer id to peer, as in a peers file.
   *
   * @throws InvalidOptionsException names every wrong entry
   */
  public static Map<PeerId, PeerConfig> mapFromJson(JsonObject json) {
    return mapFromJson(json, WireProfile.DIEM);
  }

  /**
   * A whole map from peer id to peer, with ids and addresses of a profile.
   *
   * @throws InvalidOptionsException names every wrong entry
   */
  public static Map<PeerId, PeerConfig> mapFromJson(JsonObject json, WireProfile profile) {
    Map<PeerId, PeerConfig> peers = new LinkedHashMap<>();
    JsonFields.read(
        json,
        all ->
            all.allObjects(
                text -> PeerId.parse(text, profile),
                (peer, fields) -> put(peers, peer, read(fields, profile))));
    return peers;
  }

  /** The reverse of {@link #mapFromJson}. */
  public static JsonObject mapToJson(Map<PeerId, PeerConfig> peers) {
    JsonObject json = new JsonObject();
    peers.forEach((peer, config) -> json.put(peer.toString(), config.toJson()));
    return json;
  }

  /** Two spellings of one id in a map are two entries there, and a mistake. */
  static void put(Map<PeerId, PeerConfig> peers, PeerId peer, PeerConfig config) {
    if (peers.putIfAbsent(peer, config) != null) {
      throw new IllegalArgumentException("is the same peer as an entry before it");
    }
  }

  static PeerConfig read(JsonFields fields, WireProfile profile) {
    return read(fields, profile, address -> address);
  }

  static PeerConfig read(
      JsonFields fields, WireProfile profile, UnaryOperator<NetworkAddress> check) {
    List<NetworkAddress> addresses =
        fields.texts("addresses", text -> check.apply(NetworkAddress.parse(text, profile)));
    List<PublicKey> keys = fields.texts("keys", PublicKey::parse);
    PeerRole[] role = {PeerRole.UNKNOWN};
    fields.text("role", PeerRole::parse, parsed -> role[0] = parsed);
    return new PeerConfig(addresses, keys, role[0]);
  }

  private static PeerConfig read(JsonObject json) {
    PeerConfig[] config = new PeerConfig[1];
    JsonFields.read(json, fields -> config[0] = read(fields, WireProfile.DIEM));
    return config[0];
  }

  /** The form of a peers file's entry. */
  public JsonObject toJson() {
    JsonArray addressTexts = new JsonArray();
    addresses.forEach(address -> addressTexts.add(address.toString()));
    JsonArray keyTexts = new JsonArray();
    keys.forEach(key -> keyTexts.add(key.toString()));
    return new JsonObject()
        .put("addresses", addressTexts)
        .put("keys", keyTexts)
        .put("role", role.toString());
  }
}
