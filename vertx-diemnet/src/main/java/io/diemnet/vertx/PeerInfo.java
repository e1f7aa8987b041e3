package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/**
 * A connected peer: the metadata of its connection (specification section 4) and what passed over
 * it so far.
 *
 * @param peer who it is
 * @param address inbound: where the connection came from, with the Noise key it proved; outbound:
 *     the address that was dialed
 * @param origin which side dialed
 * @param role the peer's role when the connection was made
 * @param protocols the application protocols both sides speak
 * @param connectedAt milliseconds since 1970
 * @param pingMillis the last round-trip time of a health ping, or null when none is known
 * @param bytesIn bytes of messages received, prefixes included, Noise's overhead not
 * @param bytesOut bytes of messages sent
 * @param messagesIn messages received
 * @param messagesOut messages sent
 */
public record PeerInfo(
    PeerId peer,
    NetworkAddress address,
    ConnectionOrigin origin,
    PeerRole role,
    List<ProtocolId> protocols,
    long connectedAt,
    @Nullable Double pingMillis,
    long bytesIn,
    long bytesOut,
    long messagesIn,
    long messagesOut) {

  /**
   * As {@link #fromJson(JsonObject, Function)}, for a network with the built-in protocols only.
   *
   * @param json the JSON form
   * @return the peer info
   */
  public static PeerInfo fromJson(JsonObject json) {
    return fromJson(json, JsonValues::builtIn);
  }

  /**
   * Reads what {@link #toJson} or {@link #toEventJson} has written.
   *
   * @param json the JSON form
   * @param protocols gives the protocol of a name; null for one that is then left out
   * @return the peer info
   * @throws IllegalArgumentException names the field that is missing or wrong
   */
  public static PeerInfo fromJson(JsonObject json, Function<String, ProtocolId> protocols) {
    JsonValues fields = new JsonValues("a peer", json);
    Number ping = fields.optionalNumber("pingMillis");
    return new PeerInfo(
        PeerId.parse(fields.text("peer")),
        NetworkAddress.parse(fields.text("address")),
        ConnectionOrigin.parse(fields.text("origin")),
        PeerRole.parse(fields.text("role")),
        fields.protocols("protocols", protocols),
        fields.number("connectedAt"),
        ping == null ? null : (Double) ping.doubleValue(),
        fields.number("bytesIn", 0),
        fields.number("bytesOut", 0),
        fields.number("messagesIn", 0),
        fields.number("messagesOut", 0));
  }

  /** {@return the fields that an event shows: who and how, without the counters} */
  public JsonObject toEventJson() {
    JsonArray names = new JsonArray();
    protocols.forEach(protocol -> names.add(protocol.name()));
    return new JsonObject()
        .put("peer", peer.toString())
        .put("address", address.toString())
        .put("origin", origin.toString())
        .put("role", role.toString())
        .put("protocols", names)
        .put("connectedAt", connectedAt);
  }

  /** {@return the form of {@code <n>.peers}} */
  public JsonObject toJson() {
    return toEventJson()
        .put("pingMillis", pingMillis)
        .put("bytesIn", bytesIn)
        .put("bytesOut", bytesOut)
        .put("messagesIn", messagesIn)
        .put("messagesOut", messagesOut);
  }
}
