package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A peer that a discovery source or the seeds list, and its connection or the reason why there is
 * none (specification section 10). Immutable and thread-safe.
 *
 * @param peer the peer
 * @param state what the network does about the peer now
 * @param role the role that the peer was first listed with
 * @param trusted whether the peer may connect: a source lists a key of it
 * @param missing whether the peer has no connection, for another reason than that {@link
 *     ConnectivityOptions#getMaxOutbound()} connections are in use
 * @param addresses the addresses to dial, in order; may be empty
 * @param since the time since which the peer is connected, or not connected, in milliseconds since
 *     1970-01-01 UTC
 * @param why the reason for the state in words, or null for a connected peer
 * @param nextAttemptAt the time of the next dial, in milliseconds since 1970-01-01 UTC, or null if
 *     none is planned
 * @param lastError the reason in words why the last dial failed or the last connection ended, or
 *     null if there was none since the peer was connected last; at most {@value #MAX_ERROR}
 *     characters
 * @param connection the connection, or null if there is none
 */
public record KnownPeer(
    PeerId peer,
    State state,
    PeerRole role,
    boolean trusted,
    boolean missing,
    List<NetworkAddress> addresses,
    long since,
    @Nullable String why,
    @Nullable Long nextAttemptAt,
    @Nullable String lastError,
    @Nullable PeerInfo connection) {

  /** The maximum length of {@link #lastError()}: {@value} characters. */
  public static final int MAX_ERROR = 300;

  /** What a network does about a known peer. */
  public enum State {
    /** The peer is connected. Text form: {@code connected}. */
    CONNECTED("connected"),
    /** A dial is in progress. Text form: {@code dialing}. */
    DIALING("dialing"),
    /** The network dials the peer later. Text form: {@code waiting}. */
    WAITING("waiting"),
    /** The network never dials the peer. Text form: {@code never}. */
    NEVER("never");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /**
     * Parses the text form.
     *
     * @param text the text to parse
     * @return the state
     * @throws IllegalArgumentException if no state has that text
     */
    public static State parse(String text) {
      for (State state : values()) {
        if (state.text.equals(text)) {
          return state;
        }
      }
      throw new IllegalArgumentException(
          "the state of a known peer is connected, dialing, waiting or never, not '" + text + "'");
    }

    /** {@return the text form, as in the answer of {@code <n>.peers} and in metrics} */
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Creates a known peer.
   *
   * @param peer the peer
   * @param state the state
   * @param role the role
   * @param trusted whether the peer may connect
   * @param missing whether the peer should be connected and is not
   * @param addresses the addresses, copied
   * @param since the time of the connection or of its absence
   * @param why the reason for the state, or null
   * @param nextAttemptAt the time of the next dial, or null
   * @param lastError the last error, cut to {@value #MAX_ERROR} characters, or null
   * @param connection the connection, or null
   */
  public KnownPeer {
    Objects.requireNonNull(peer);
    Objects.requireNonNull(state);
    Objects.requireNonNull(role);
    addresses = List.copyOf(addresses);
    if (lastError != null && lastError.length() > MAX_ERROR) {
      lastError = lastError.substring(0, MAX_ERROR);
    }
  }

  /**
   * Reads the JSON form with the built-in protocols only. See {@link #fromJson(JsonObject,
   * Function)}.
   *
   * @param json the JSON form
   * @return the known peer
   */
  public static KnownPeer fromJson(JsonObject json) {
    return fromJson(json, JsonValues::builtIn);
  }

  /**
   * Reads the JSON form that {@link #toJson} writes.
   *
   * @param json the JSON form
   * @param protocols maps a name to its protocol; null leaves the name out
   * @return the known peer
   * @throws IllegalArgumentException if a field is missing or has a wrong value; the message names
   *     the field
   */
  public static KnownPeer fromJson(JsonObject json, Function<String, ProtocolId> protocols) {
    JsonValues fields = new JsonValues("a known peer", json);
    Number next = fields.optionalNumber("nextAttemptAt");
    JsonObject connection = fields.optionalObject("connection");
    return new KnownPeer(
        PeerId.parse(fields.text("peer")),
        State.parse(fields.text("state")),
        PeerRole.parse(fields.text("role")),
        fields.flag("trusted"),
        fields.flag("missing"),
        fields.texts("addresses").stream().map(NetworkAddress::parse).toList(),
        fields.number("since"),
        fields.optionalText("why"),
        next == null ? null : (Long) next.longValue(),
        fields.optionalText("lastError"),
        connection == null ? null : PeerInfo.fromJson(connection, protocols));
  }

  /** {@return the JSON form, as in {@code <n>.peers}; it leaves out what is null} */
  public JsonObject toJson() {
    JsonArray texts = new JsonArray();
    addresses.forEach(address -> texts.add(address.toString()));
    JsonObject json =
        new JsonObject()
            .put("peer", peer.toString())
            .put("state", state.toString())
            .put("role", role.toString())
            .put("trusted", trusted)
            .put("missing", missing)
            .put("addresses", texts)
            .put("since", since);
    putUnlessNull(json, "why", why);
    putUnlessNull(json, "nextAttemptAt", nextAttemptAt);
    putUnlessNull(json, "lastError", lastError);
    putUnlessNull(json, "connection", connection == null ? null : connection.toJson());
    return json;
  }

  private static void putUnlessNull(JsonObject json, String name, Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
