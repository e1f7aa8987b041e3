package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/**
 * The metadata and the counters of the connection to a peer (specification section 4). Immutable
 * and thread-safe.
 *
 * @param peer the peer
 * @param address for an inbound connection, its source address with the Noise key that the peer has
 *     proved; for an outbound connection, the address that was dialed
 * @param origin the side that dialed
 * @param role the role of the peer when the connection was made
 * @param protocols the application protocols that this node may call: those that both sides
 *     support, or in the {@link WireProfile#APTOS} profile those that the remote advertises
 * @param connectedAt the time of the connection, in milliseconds since 1970-01-01 UTC
 * @param pingMillis the round-trip time of the last health ping in milliseconds, or null if there
 *     is none
 * @param bytesIn the number of received bytes: messages and their length prefixes, without the
 *     overhead of Noise
 * @param bytesOut the number of sent bytes, counted in the same way
 * @param messagesIn the number of received messages
 * @param messagesOut the number of sent messages
 * @param queues what waits on the connection
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
    long messagesOut,
    PeerQueues queues) {

  /**
   * A peer on whose connection nothing waits.
   *
   * @param peer see the record
   * @param address see the record
   * @param origin see the record
   * @param role see the record
   * @param protocols see the record
   * @param connectedAt see the record
   * @param pingMillis see the record
   * @param bytesIn see the record
   * @param bytesOut see the record
   * @param messagesIn see the record
   * @param messagesOut see the record
   */
  public PeerInfo(
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
    this(
        peer,
        address,
        origin,
        role,
        protocols,
        connectedAt,
        pingMillis,
        bytesIn,
        bytesOut,
        messagesIn,
        messagesOut,
        PeerQueues.EMPTY);
  }

  /**
   * Reads the JSON form with the built-in protocols only. See {@link #fromJson(JsonObject,
   * Function)}.
   *
   * @param json the JSON form
   * @return the peer info
   */
  public static PeerInfo fromJson(JsonObject json) {
    return fromJson(json, JsonValues.builtInFor(json));
  }

  /**
   * Reads the JSON form that {@link #toJson} or {@link #toEventJson} writes.
   *
   * @param json the JSON form
   * @param protocols maps a name to its protocol; null leaves the name out
   * @return the peer info
   * @throws IllegalArgumentException if a field is missing or has a wrong value; the message names
   *     the field
   */
  public static PeerInfo fromJson(JsonObject json, Function<String, ProtocolId> protocols) {
    JsonValues fields = new JsonValues("a peer", json);
    PeerId peer = PeerId.parse(fields.text("peer"));
    Number ping = fields.optionalNumber("pingMillis");
    return new PeerInfo(
        peer,
        NetworkAddress.parse(fields.text("address"), JsonValues.profileOf(peer)),
        ConnectionOrigin.parse(fields.text("origin")),
        PeerRole.parse(fields.text("role")),
        fields.protocols("protocols", protocols),
        fields.number("connectedAt"),
        ping == null ? null : (Double) ping.doubleValue(),
        fields.number("bytesIn", 0),
        fields.number("bytesOut", 0),
        fields.number("messagesIn", 0),
        fields.number("messagesOut", 0),
        PeerQueues.fromJson(fields.optionalObject("queues")));
  }

  /** {@return the JSON form without the ping time and the counters, as in events} */
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

  /** {@return the JSON form, as in {@code <n>.peers}} */
  public JsonObject toJson() {
    return toEventJson()
        .put("pingMillis", pingMillis)
        .put("bytesIn", bytesIn)
        .put("bytesOut", bytesOut)
        .put("messagesIn", messagesIn)
        .put("messagesOut", messagesOut)
        .put("queues", queues.toJson());
  }
}
