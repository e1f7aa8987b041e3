package io.diemnet.node.bridge;

import io.vertx.core.json.JsonObject;

/** The frames to a client, in the formats of the two Vert.x bridges. */
enum Dialect {
  /** vertx-tcp-eventbus-bridge. */
  TCP("message") {
    @Override
    JsonObject failure(String replyAddress, String sourceAddress, BridgeFailure failure) {
      return ofFailure(replyAddress, sourceAddress, failure);
    }

    @Override
    BridgeFailure unknownType(boolean missing) {
      return BridgeFailure.invalid("unknown_type");
    }
  },

  /** The SockJS bridge of vertx-web. */
  SOCKJS("rec") {
    @Override
    JsonObject failure(String replyAddress, String sourceAddress, BridgeFailure failure) {
      JsonObject frame = ofFailure(replyAddress, sourceAddress, failure);
      return replyAddress == null ? frame.put("body", failure.message()) : frame;
    }

    @Override
    BridgeFailure unknownType(boolean missing) {
      return BridgeFailure.invalid(missing ? "missing_type" : "invalid_type");
    }
  };

  private static final JsonObject NO_HEADERS = new JsonObject();

  private final String deliveryType;

  Dialect(String deliveryType) {
    this.deliveryType = deliveryType;
  }

  /**
   * Creates a message for the client.
   *
   * @param replyAddress the address for the answer, or null
   * @param send false if it was published
   */
  JsonObject delivery(String address, String replyAddress, Object body, boolean send) {
    JsonObject frame = new JsonObject().put("type", deliveryType).put("address", address);
    if (replyAddress != null) {
      frame.put("replyAddress", replyAddress);
    }
    if (this == TCP) {
      frame.put("headers", NO_HEADERS).put("send", send);
    }
    if (body != null || this == SOCKJS) {
      frame.put("body", body);
    }
    return frame;
  }

  /**
   * Creates an error for the client.
   *
   * @param replyAddress the client's reply address, or null
   * @param sourceAddress the address that the client sent to, or null
   */
  abstract JsonObject failure(String replyAddress, String sourceAddress, BridgeFailure failure);

  abstract BridgeFailure unknownType(boolean missing);

  private static JsonObject ofFailure(
      String replyAddress, String sourceAddress, BridgeFailure failure) {
    JsonObject frame = new JsonObject().put("type", "err");
    if (replyAddress != null) {
      frame.put("address", replyAddress);
    }
    if (sourceAddress != null) {
      frame.put("sourceAddress", sourceAddress);
    }
    frame
        .put("failureCode", failure.code())
        .put("failureType", failure.type().name())
        .put("message", failure.message());
    return failure.detail() == null ? frame : frame.put("detail", failure.detail());
  }
}
