package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The configuration and the failure counts of a network, as {@code <n>.info} replies.
 *
 * @param network the name of the network
 * @param peer the peer id of this node
 * @param publicKey the Noise key of this node
 * @param address the listen address with the Noise key and the handshake version, or null if it is
 *     not bound
 * @param networkId the network id
 * @param role the role of this node
 * @param chainId the chain id
 * @param mutualAuthentication whether only trusted peers may connect
 * @param protocols the application protocols of this node
 * @param startedAt the start time, in milliseconds since 1970-01-01 UTC
 * @param crypto the cryptographic providers in use
 * @param inboundFailures the number of refused or failed inbound connections, by reason
 * @param outboundFailures the number of refused or failed outbound connections, by reason
 */
public record NetworkInfo(
    String network,
    PeerId peer,
    PublicKey publicKey,
    @Nullable NetworkAddress address,
    NetworkId networkId,
    NodeRole role,
    ChainId chainId,
    boolean mutualAuthentication,
    List<ProtocolId> protocols,
    long startedAt,
    String crypto,
    Map<String, Long> inboundFailures,
    Map<String, Long> outboundFailures) {

  /**
   * Reads the JSON form with the built-in protocols only. See {@link #fromJson(JsonObject,
   * Function)}.
   *
   * @param json the JSON form
   * @return the network information
   */
  public static NetworkInfo fromJson(JsonObject json) {
    return fromJson(json, JsonValues.builtInFor(json));
  }

  /**
   * Reads the JSON form that {@link #toJson} writes.
   *
   * @param json the JSON form
   * @param protocols maps a name to its protocol; null leaves the name out
   * @return the network information
   * @throws IllegalArgumentException if a field is missing or has a wrong value; the message names
   *     the field
   */
  public static NetworkInfo fromJson(JsonObject json, Function<String, ProtocolId> protocols) {
    JsonValues fields = new JsonValues("a network", json);
    String address = fields.optionalText("address");
    PeerId peer = PeerId.parse(fields.text("peer"));
    JsonValues failures = fields.object("failures");
    return new NetworkInfo(
        fields.text("network"),
        peer,
        PublicKey.parse(fields.text("publicKey")),
        address == null ? null : NetworkAddress.parse(address, JsonValues.profileOf(peer)),
        NetworkId.parse(fields.text("networkId")),
        NodeRole.parse(fields.text("role")),
        ChainId.of((int) fields.number("chainId", 1, 255)),
        fields.flag("mutualAuthentication"),
        fields.protocols("protocols", protocols),
        fields.number("startedAt"),
        fields.text("crypto"),
        failures.object("inbound").counts(),
        failures.object("outbound").counts());
  }

  /** {@return the JSON form, as in {@code <n>.info}} */
  public JsonObject toJson() {
    JsonArray names = new JsonArray();
    protocols.forEach(protocol -> names.add(protocol.name()));
    return new JsonObject()
        .put("network", network)
        .put("peer", peer.toString())
        .put("publicKey", publicKey.toString())
        .put("address", address == null ? null : address.toString())
        .put("networkId", networkId.toString())
        .put("role", role.toString())
        .put("chainId", chainId.id())
        .put("mutualAuthentication", mutualAuthentication)
        .put("protocols", names)
        .put("startedAt", startedAt)
        .put("crypto", crypto)
        .put(
            "failures",
            new JsonObject()
                .put("inbound", json(inboundFailures))
                .put("outbound", json(outboundFailures)));
  }

  private static JsonObject json(Map<String, Long> counts) {
    JsonObject json = new JsonObject();
    counts.forEach(json::put);
    return json;
  }
}
