package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a network is and how it fares, as {@code <n>.info} tells it.
 *
 * @param network the network's name
 * @param peer the own id
 * @param publicKey the own Noise key
 * @param address the listen address with the Noise key and the handshake version, once bound
 * @param startedAt milliseconds since 1970
 * @param crypto the cryptographic providers in use
 * @param inboundFailures refused or failed inbound connections by reason
 * @param outboundFailures refused or failed outbound connections by reason
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
   * As {@link #fromJson(JsonObject, Function)}, for a network with the built-in protocols only.
   *
   * @param json the JSON form
   * @return the network info
   */
  public static NetworkInfo fromJson(JsonObject json) {
    return fromJson(json, JsonValues::builtIn);
  }

  /**
   * Reads what {@link #toJson} has written.
   *
   * @param json the JSON form
   * @param protocols gives the protocol of a name; null for one that is then left out
   * @return the network info
   * @throws IllegalArgumentException names the field that is missing or wrong
   */
  public static NetworkInfo fromJson(JsonObject json, Function<String, ProtocolId> protocols) {
    JsonValues fields = new JsonValues("a network", json);
    String address = fields.optionalText("address");
    JsonValues failures = fields.object("failures");
    return new NetworkInfo(
        fields.text("network"),
        PeerId.parse(fields.text("peer")),
        PublicKey.parse(fields.text("publicKey")),
        address == null ? null : NetworkAddress.parse(address),
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

  /** {@return the form of {@code <n>.info}} */
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
