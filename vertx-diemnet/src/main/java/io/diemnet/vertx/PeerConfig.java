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
 * What is known about a peer before it is connected: an entry of the seeds, a peers file or {@code
 * .admin.discovery}. Immutable and thread-safe; the {@code with} methods return modified copies.
 *
 * @param addresses the addresses to dial, in order; may be empty
 * @param keys the Noise keys that the peer may prove, in addition to those in its addresses; may be
 *     empty
 * @param role the role of the peer; {@link PeerRole#UNKNOWN} by default
 */
@DataObject
public record PeerConfig(List<NetworkAddress> addresses, List<PublicKey> keys, PeerRole role) {

  /**
   * Creates an entry.
   *
   * @param addresses the addresses, copied
   * @param keys the keys, copied
   * @param role the role, or null for {@link PeerRole#UNKNOWN}
   */
  public PeerConfig {
    addresses = List.copyOf(addresses);
    keys = List.copyOf(keys);
    role = role == null ? PeerRole.UNKNOWN : role;
  }

  /**
   * Creates an entry from its JSON form, {@code {addresses, keys, role}}.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public PeerConfig(JsonObject json) {
    this(read(json));
  }

  /**
   * Reads the JSON form. See {@link #PeerConfig(JsonObject)}.
   *
   * @param json the JSON form
   * @return the entry
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public static PeerConfig fromJson(JsonObject json) {
    return read(json);
  }

  private PeerConfig(PeerConfig other) {
    this(other.addresses, other.keys, other.role);
  }

  /**
   * Creates an entry with one address.
   *
   * @param address the address
   * @param role the role
   * @return the entry
   */
  public static PeerConfig of(NetworkAddress address, PeerRole role) {
    return new PeerConfig(List.of(address), List.of(), role);
  }

  /**
   * Creates an entry without addresses and keys.
   *
   * @param role the role
   * @return the entry
   */
  public static PeerConfig of(PeerRole role) {
    return new PeerConfig(List.of(), List.of(), role);
  }

  /**
   * Returns a copy with one more address at the end.
   *
   * @param address the address
   * @return the copy
   */
  public PeerConfig withAddress(NetworkAddress address) {
    return new PeerConfig(and(addresses, address), keys, role);
  }

  /**
   * Returns a copy with one more key.
   *
   * @param key the key
   * @return the copy
   */
  public PeerConfig withKey(PublicKey key) {
    return new PeerConfig(addresses, and(keys, key), role);
  }

  /**
   * Returns a copy with another role.
   *
   * @param other the role
   * @return the copy
   */
  public PeerConfig withRole(PeerRole other) {
    return new PeerConfig(addresses, keys, other);
  }

  private static <T> List<T> and(List<T> list, T added) {
    return Stream.concat(list.stream(), Stream.of(added)).toList();
  }

  /**
   * Reads a map from peer id to entry, as in a peers file.
   *
   * @param json the JSON form
   * @return the entries by peer id
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public static Map<PeerId, PeerConfig> mapFromJson(JsonObject json) {
    return mapFromJson(json, WireProfile.DIEM, PeerRole.UNKNOWN);
  }

  /**
   * Reads a map from peer id to entry, with the ids and addresses of a profile.
   *
   * @param json the JSON form
   * @param profile the profile of the network
   * @param defaultRole the role of an entry without a role
   * @return the entries by peer id
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public static Map<PeerId, PeerConfig> mapFromJson(
      JsonObject json, WireProfile profile, PeerRole defaultRole) {
    Map<PeerId, PeerConfig> peers = new LinkedHashMap<>();
    JsonFields.read(
        json,
        all ->
            all.allObjects(
                text -> PeerId.parse(text, profile),
                (peer, fields) ->
                    put(peers, peer, read(fields, profile, defaultRole, address -> address))));
    return peers;
  }

  /**
   * Writes a map from peer id to entry, the reverse of {@link #mapFromJson}.
   *
   * @param peers the entries by peer id
   * @return the JSON form
   */
  public static JsonObject mapToJson(Map<PeerId, PeerConfig> peers) {
    JsonObject json = new JsonObject();
    peers.forEach((peer, config) -> json.put(peer.toString(), config.toJson()));
    return json;
  }

  /** As {@link #mapToJson(Map)}, with the addresses in the text form of a profile. */
  static JsonObject mapToJson(Map<PeerId, PeerConfig> peers, WireProfile profile) {
    Map<PeerId, PeerConfig> inForm = new LinkedHashMap<>();
    peers.forEach(
        (peer, config) ->
            inForm.put(
                peer,
                new PeerConfig(
                    config.addresses.stream().map(address -> address.in(profile)).toList(),
                    config.keys,
                    config.role)));
    return mapToJson(inForm);
  }

  /** Adds an entry. Two spellings of one peer id are a mistake. */
  static void put(Map<PeerId, PeerConfig> peers, PeerId peer, PeerConfig config) {
    if (peers.putIfAbsent(peer, config) != null) {
      throw new IllegalArgumentException("is the same peer as an earlier entry");
    }
  }

  static PeerConfig read(JsonFields fields, WireProfile profile) {
    return read(fields, profile, PeerRole.UNKNOWN, address -> address);
  }

  static PeerConfig read(
      JsonFields fields,
      WireProfile profile,
      PeerRole defaultRole,
      UnaryOperator<NetworkAddress> check) {
    List<NetworkAddress> addresses =
        fields.texts("addresses", text -> check.apply(NetworkAddress.parse(text, profile)));
    List<PublicKey> keys = fields.texts("keys", text -> PublicKey.parse(text, profile));
    PeerRole[] role = {defaultRole};
    fields.text("role", PeerRole::parse, parsed -> role[0] = parsed);
    return new PeerConfig(addresses, keys, role[0]);
  }

  private static PeerConfig read(JsonObject json) {
    PeerConfig[] config = new PeerConfig[1];
    JsonFields.read(json, fields -> config[0] = read(fields, WireProfile.DIEM));
    return config[0];
  }

  /** {@return the JSON form, an entry of a peers file} */
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
