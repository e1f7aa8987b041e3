package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * An event of a peer. For each peer, {@link NewPeer} and {@link LostPeer} strictly alternate
 * (specification section 9). Immutable and thread-safe.
 */
public sealed interface PeerEvent {

  /** {@return the time of the event, in milliseconds since 1970-01-01 UTC} */
  long at();

  /** {@return the JSON form, as in {@code <n>.events}} */
  JsonObject toJson();

  /**
   * Reads the JSON form with the built-in protocols only. See {@link #fromJson(JsonObject,
   * Function)}.
   *
   * @param json the JSON form
   * @return the peer event
   */
  static PeerEvent fromJson(JsonObject json) {
    return fromJson(json, JsonValues.builtInFor(json));
  }

  /**
   * Reads the JSON form that {@link #toJson} writes.
   *
   * @param json the JSON form
   * @param protocols maps a name to its protocol; null leaves the name out
   * @return the peer event
   * @throws IllegalArgumentException if a field is missing or has a wrong value; the message names
   *     the field
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
              DisconnectReason.parse(fields.text("reason")),
              fields.optionalText("detail"));
      case "refused" -> {
        String peer = fields.optionalText("peer");
        yield new Refused(
            at,
            ConnectionOrigin.parse(fields.text("direction")),
            fields.text("address"),
            peer == null ? null : PeerId.parse(peer),
            fields.text("reason"),
            fields.optionalText("detail"));
      }
      default -> throw new IllegalArgumentException("no event has the type '" + type + "'");
    };
  }

  /**
   * The first connection to a peer was registered.
   *
   * @param at the time of the event, in milliseconds since 1970-01-01 UTC
   * @param peer the metadata of the connection
   */
  record NewPeer(long at, PeerInfo peer) implements PeerEvent {
    @Override
    public JsonObject toJson() {
      return new JsonObject().put("type", "new-peer").put("at", at).mergeIn(peer.toEventJson());
    }
  }

  /**
   * The last connection to a peer ended.
   *
   * @param at the time of the event, in milliseconds since 1970-01-01 UTC
   * @param peer the metadata of the connection
   * @param reason the reason for the end
   * @param detail the reason in words, with the reason of the remote if it told one; null if it is
   *     not known
   */
  record LostPeer(long at, PeerInfo peer, DisconnectReason reason, @Nullable String detail)
      implements PeerEvent {

    /**
     * Creates an event without a detail.
     *
     * @param at the time of the event, in milliseconds since 1970-01-01 UTC
     * @param peer the metadata of the connection
     * @param reason the reason for the end
     */
    public LostPeer(long at, PeerInfo peer, DisconnectReason reason) {
      this(at, peer, reason, null);
    }

    @Override
    public JsonObject toJson() {
      JsonObject json =
          new JsonObject()
              .put("type", "lost-peer")
              .put("at", at)
              .put("reason", reason.toString())
              .mergeIn(peer.toEventJson());
      return detail == null ? json : json.put("detail", detail);
    }
  }

  /**
   * A connection was refused or failed before it was usable. At most 10 of these events are sent
   * per second; all are counted.
   *
   * @param at the time of the event, in milliseconds since 1970-01-01 UTC
   * @param direction the side that dialed
   * @param address the address that was dialed, or the source address of an inbound connection
   * @param peer the peer, or null if it is not known
   * @param reason the reason, as in the metrics {@code diemnet.handshake.failures} and {@code
   *     diemnet.connections.rejected}
   * @param detail the reason in words; null if it is not known
   */
  record Refused(
      long at,
      ConnectionOrigin direction,
      String address,
      @Nullable PeerId peer,
      String reason,
      @Nullable String detail)
      implements PeerEvent {

    /**
     * Creates an event without a detail.
     *
     * @param at the time of the event, in milliseconds since 1970-01-01 UTC
     * @param direction the side that dialed
     * @param address the address that was dialed, or the source address
     * @param peer the peer, or null if it is not known
     * @param reason the reason as in the metrics
     */
    public Refused(
        long at, ConnectionOrigin direction, String address, @Nullable PeerId peer, String reason) {
      this(at, direction, address, peer, reason, null);
    }

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
      json.put("reason", reason);
      return detail == null ? json : json.put("detail", detail);
    }
  }
}
