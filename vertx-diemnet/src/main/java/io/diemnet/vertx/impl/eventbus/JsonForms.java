package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NetworkInfo;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.PublicKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the JSON that a network tells about peers, events and itself. Anything else than what it
 * tells is an IllegalArgumentException, NullPointerException or ClassCastException.
 *
 * @param protocols finds a protocol by its name; those it does not find are left out
 */
record JsonForms(Function<String, ProtocolId> protocols) {

  PeerInfo peer(JsonObject json) {
    Number ping = json.getNumber("pingMillis");
    return new PeerInfo(
        PeerId.parse(json.getString("peer")),
        NetworkAddress.parse(json.getString("address")),
        origin(json.getString("origin")),
        PeerRole.parse(json.getString("role")),
        protocols(json.getJsonArray("protocols")),
        json.getLong("connectedAt"),
        ping == null ? null : (Double) ping.doubleValue(),
        json.getLong("bytesIn", 0L),
        json.getLong("bytesOut", 0L),
        json.getLong("messagesIn", 0L),
        json.getLong("messagesOut", 0L));
  }

  List<PeerInfo> peers(JsonArray json) {
    List<PeerInfo> peers = new ArrayList<>(json.size());
    for (int i = 0; i < json.size(); i++) {
      peers.add(peer(json.getJsonObject(i)));
    }
    return peers;
  }

  PeerEvent event(JsonObject json) {
    long at = json.getLong("at");
    String type = json.getString("type");
    return switch (type) {
      case "new-peer" -> new PeerEvent.NewPeer(at, peer(json));
      case "lost-peer" ->
          new PeerEvent.LostPeer(at, peer(json), disconnectReason(json.getString("reason")));
      case "refused" -> {
        String peer = json.getString("peer");
        yield new PeerEvent.Refused(
            at,
            origin(json.getString("direction")),
            json.getString("address"),
            peer == null ? null : PeerId.parse(peer),
            json.getString("reason"));
      }
      default -> throw new IllegalArgumentException("no event is called " + type);
    };
  }

  NetworkInfo info(JsonObject json) {
    String address = json.getString("address");
    JsonObject failures = json.getJsonObject("failures");
    return new NetworkInfo(
        json.getString("network"),
        PeerId.parse(json.getString("peer")),
        PublicKey.parse(json.getString("publicKey")),
        address == null ? null : NetworkAddress.parse(address),
        NetworkId.parse(json.getString("networkId")),
        NodeRole.parse(json.getString("role")),
        ChainId.of(json.getInteger("chainId")),
        json.getBoolean("mutualAuthentication"),
        protocols(json.getJsonArray("protocols")),
        json.getLong("startedAt"),
        json.getString("crypto"),
        counts(failures.getJsonObject("inbound")),
        counts(failures.getJsonObject("outbound")));
  }

  private List<ProtocolId> protocols(JsonArray names) {
    List<ProtocolId> known = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      ProtocolId protocol = protocols.apply(names.getString(i));
      if (protocol != null) {
        known.add(protocol);
      }
    }
    return known;
  }

  private static Map<String, Long> counts(JsonObject json) {
    Map<String, Long> counts = new LinkedHashMap<>();
    json.fieldNames().forEach(name -> counts.put(name, json.getLong(name)));
    return counts;
  }

  private static ConnectionOrigin origin(String text) {
    return text.equals(ConnectionOrigin.INBOUND.toString())
        ? ConnectionOrigin.INBOUND
        : ConnectionOrigin.OUTBOUND;
  }

  private static DisconnectReason disconnectReason(String text) {
    for (DisconnectReason reason : DisconnectReason.values()) {
      if (reason.toString().equals(text)) {
        return reason;
      }
    }
    return DisconnectReason.CONNECTION_LOST;
  }
}
