package io.diemnet.vertx;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

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
    NetworkAddress address,
    NetworkId networkId,
    NodeRole role,
    ChainId chainId,
    boolean mutualAuthentication,
    List<ProtocolId> protocols,
    long startedAt,
    String crypto,
    Map<String, Long> inboundFailures,
    Map<String, Long> outboundFailures) {

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
