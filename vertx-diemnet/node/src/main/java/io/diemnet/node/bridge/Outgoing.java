package io.diemnet.node.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

/**
 * Converts the body of a client's frame for the event bus. It decodes the payload from base64 on
 * the loop of the bridge, so that the loop of the network neither decodes it nor encodes the
 * answer.
 */
final class Outgoing {

  private static final String PEER = "peer";
  private static final String PROTOCOL = "protocol";
  private static final String TIMEOUT = "timeout";
  private static final String PRIORITY = "priority";
  private static final String PAYLOAD = "payload";

  private Outgoing() {}

  /**
   * Returns the body for a data address: a Buffer, and headers in {@code options}, if all fields
   * are valid in that form; otherwise JSON that the network refuses.
   */
  static Object body(Object body, DeliveryOptions options) {
    if (!(body instanceof JsonObject call) || !(call.getValue(PAYLOAD) instanceof String text)) {
      return body;
    }
    Buffer payload = BridgeJson.payload(text);
    if (payload == null) {
      // The network refuses it in the order of its checks. The text is not needed.
      return call.put(PAYLOAD, false);
    }
    if (!(call.getValue(PEER) instanceof String peer)
        || !(call.getValue(PROTOCOL) instanceof String protocol)
        || !isNumber(call.getValue(TIMEOUT))
        || !isNumber(call.getValue(PRIORITY))) {
      return call.put(PAYLOAD, payload);
    }
    options.addHeader(PEER, peer).addHeader(PROTOCOL, protocol);
    add(options, TIMEOUT, call.getValue(TIMEOUT));
    add(options, PRIORITY, call.getValue(PRIORITY));
    return payload;
  }

  private static boolean isNumber(Object value) {
    return value == null || value instanceof Integer || value instanceof Long;
  }

  private static void add(DeliveryOptions options, String name, Object number) {
    if (number != null) {
      options.addHeader(name, number.toString());
    }
  }
}
