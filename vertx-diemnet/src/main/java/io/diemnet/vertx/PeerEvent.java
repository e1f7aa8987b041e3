package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * What happened to a peer. Per peer, {@link NewPeer} and {@link LostPeer} strictly alternate
 * (specification section 9).
 */
public sealed interface PeerEvent {

  /** {@return milliseconds since 1970} */
  long at();

  /** {@return the form of {@code <n>.events}} */
  JsonObject toJson();

  /**
   * As {@link #fromJson(JsonObject, Function)}, for a network with the built-in protocols only.
   *
   * @param json the JSON form
   * @return the peer event
   */
  static PeerEvent fromJson(JsonObject json) {
    return fromJson(json, JsonValues::builtIn);
  }

  /**
   * Reads what {@link #toJson} has written.
   *
   * @param json the JSON form
   * @param protocols gives the protocol of a name; null for one that is then left out
   * @return the peer event
   * @throws IllegalArgumentException names the field that is missing or wrong
   */
  static PeerEvent fromJson(JsonObject json, Function<String, ProtocolId> protocols) {
    JsonValues fields = new JsonValues("an event", json);
    long at = fields.number("at");
    String type = fields.text("type");
    return switch (type) {
      case "new-peer" -> new NewPeer(at, PeerInfo.fromJson(json, protocols));
      case "lost-peer" ->
          new LostPeer(
              at,
              PeerInfo.fromJson(json, protocols),
              DisconnectReason.parse(fields.text("reason")));
      case "refused" -> {
        String peer = fields.optionalText("peer");
        yield new Refused(
            at,
            ConnectionOrigin.parse(fields.text("direction")),
            fields.text("address"),
            peer == null ? null : PeerId.parse(peer),
            fields.text("reason"));
      }
      default -> throw new IllegalArgumentException("no event has the type '" + type + "'");
    };
  }

  /** A first connection to the peer is there. */
  record NewPeer(long at, PeerInfo peer) implements PeerEvent {
    @Override
    public JsonObject toJson() {
      return new JsonObject().put("type", "new-peer").put("at", at).mergeIn(peer.toEventJson());
    }
  }

  /** No connection to the peer is left. */
  record LostPeer(long at, PeerInfo peer, DisconnectReason reason) implements PeerEvent {
    @Override
    public JsonObject toJson() {
      return new JsonObject()
          .put("type", "lost-peer")
          .put("at", at)
          .put("reason", reason.toString())
          .mergeIn(peer.toEventJson());
    }
  }

  /**
   * A connection was refused or failed before it became usable. At most 10 of these are told a
   * second; all are counted.
   *
   * @param address the address dialed, or where the connection came from
   * @param peer who it was, as far as that was known, or null
   * @param reason as in the metric {@code diemnet.handshake.failures} or {@code
   *     diemnet.connections.rejected}
   */
  record Refused(
      long at, ConnectionOrigin direction, String address, @Nullable PeerId peer, String reason)
      implements PeerEvent {
    @Override
    public JsonObject toJson() {
      JsonObject json =
          new JsonObject()
              .put("type", "refused")
              .put("at", at)
              .put("direction", direction.toString())
              .put("address", address);
      if (peer != null) {
        json.put("peer", peer.toString());
      }
      return json.put("reason", reason);
    }
  }
}
