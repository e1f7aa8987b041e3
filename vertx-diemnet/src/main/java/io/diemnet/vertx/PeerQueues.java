package io.diemnet.vertx;

import io.vertx.core.json.JsonObject;

/**
 * What waits on the connection to a peer. Immutable and thread-safe.
 *
 * <p>Many outbound bytes mean that the peer reads slowly. Many inbound messages mean that the
 * application of this node is slow.
 *
 * @param outboundMessages the number of messages that wait to be written
 * @param outboundBytes the bytes of these messages
 * @param inboundMessages the number of received messages that the application has not answered or
 *     taken yet
 * @param inboundBytes the bytes of these messages
 */
public record PeerQueues(
    long outboundMessages, long outboundBytes, long inboundMessages, long inboundBytes) {

  /** Nothing waits. */
  public static final PeerQueues EMPTY = new PeerQueues(0, 0, 0, 0);

  /**
   * Reads the JSON form.
   *
   * @param json the JSON form, or null for {@link #EMPTY}
   * @return the queues
   */
  public static PeerQueues fromJson(JsonObject json) {
    if (json == null) {
      return EMPTY;
    }
    JsonValues fields = new JsonValues("the queues of a peer", json);
    return new PeerQueues(
        fields.number("outboundMessages", 0),
        fields.number("outboundBytes", 0),
        fields.number("inboundMessages", 0),
        fields.number("inboundBytes", 0));
  }

  /** {@return the JSON form: the names and values of the components} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("outboundMessages", outboundMessages)
        .put("outboundBytes", outboundBytes)
        .put("inboundMessages", inboundMessages)
        .put("inboundBytes", inboundBytes);
  }
}
