package io.diemnet.node.bridge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A frame of a client.
 *
 * @param type null if missing
 * @param address null if missing
 * @param replyAddress the address for the answer, or null
 * @param body any JSON value
 * @param timeoutMillis the time-out on the event bus that the client requests, or null
 * @param failureCode the code with which the client fails a request, or null
 */
record Frame(
    String type,
    String address,
    String replyAddress,
    Object body,
    Long timeoutMillis,
    Integer failureCode,
    String message) {

  private static final int MAX_REPLY_ADDRESS = 200;

  static Frame of(JsonObject json) throws BridgeFailureException {
    Long timeoutMillis = timeout(json.getValue("headers"));
    String replyAddress = text(json, "replyAddress");
    if (replyAddress != null && replyAddress.length() > MAX_REPLY_ADDRESS) {
      throw invalid("the replyAddress has more than " + MAX_REPLY_ADDRESS + " characters");
    }
    Object failureCode = json.getValue("failureCode");
    if (failureCode != null && !(failureCode instanceof Integer)) {
      throw invalid("the failureCode is not a whole number");
    }
    return new Frame(
        text(json, "type"),
        text(json, "address"),
        replyAddress,
        body(json.getValue("body")),
        timeoutMillis,
        (Integer) failureCode,
        text(json, "message"));
  }

  /** Returns the raw header of that name, or null. */
  static Object header(JsonObject json, String name) {
    return json.getValue("headers") instanceof JsonObject headers ? headers.getValue(name) : null;
  }

  /** Returns the reply address of a frame, even if the rest of the frame is malformed. */
  static String replyAddressOf(JsonObject json) {
    return json.getValue("replyAddress") instanceof String address
            && address.length() <= MAX_REPLY_ADDRESS
        ? address
        : null;
  }

  private static String text(JsonObject json, String name) throws BridgeFailureException {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof String)) {
      throw invalid("the " + name + " is not text");
    }
    return (String) value;
  }

  private static Object body(Object body) throws BridgeFailureException {
    if (body instanceof Number number
        && !(number instanceof Integer || number instanceof Long || number instanceof Double)) {
      throw invalid("the body is a number that is too large");
    }
    return body;
  }

  /** Reads the only header that is used. The addresses behind a bridge have no other headers. */
  private static Long timeout(Object value) throws BridgeFailureException {
    if (value == null) {
      return null;
    }
    if (!(value instanceof JsonObject headers)) {
      throw invalid("the headers are not a JSON object");
    }
    if (headers.containsKey("codecName")) {
      throw invalid("a client cannot choose a codecName");
    }
    for (String name : headers.fieldNames()) {
      Object header = headers.getValue(name);
      if (header instanceof JsonObject || header instanceof JsonArray) {
        throw invalid("a header is neither text nor a number");
      }
    }
    Object timeout = headers.getValue("timeout");
    if (timeout == null) {
      return null;
    }
    if (!(timeout instanceof Integer || timeout instanceof Long)
        || ((Number) timeout).longValue() < 1) {
      throw invalid("the header timeout is not a whole number of milliseconds");
    }
    return ((Number) timeout).longValue();
  }

  private static BridgeFailureException invalid(String message) {
    return new BridgeFailureException(BridgeFailure.invalid(message));
  }
}
