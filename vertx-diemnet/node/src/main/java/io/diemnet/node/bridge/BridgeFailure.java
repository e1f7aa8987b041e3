package io.diemnet.node.bridge;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * The content of an error frame: the reason why a client's frame was not served.
 *
 * @param type {@link ReplyFailure#ERROR} when the bridge itself refused it
 * @param code for a call as in {@code FailureCode}; for the bridge itself 400, 401, 403, 413 or 429
 * @param detail the reason in words where the message is one that the clients of the Vert.x bridges
 *     know; or null
 */
record BridgeFailure(ReplyFailure type, int code, String message, String detail) {

  // The messages of the Vert.x bridges, which their clients know.
  static final BridgeFailure ACCESS_DENIED = refused(403, "access_denied");
  static final BridgeFailure INVALID_JSON = refused(400, "invalid_json");
  static final BridgeFailure MISSING_ADDRESS = refused(400, "missing_address");
  static final BridgeFailure UNKNOWN_ADDRESS = refused(400, "unknown_address");
  static final BridgeFailure ALREADY_REGISTERED = refused(400, "address_already_registered");
  static final BridgeFailure TOO_MANY_HANDLERS = refused(429, "max_handlers_reached");

  static final BridgeFailure WRONG_TOKEN =
      refused(401, "the first frame must have a header token with the token of this node");
  static final BridgeFailure TOO_MANY_GUESSES =
      refused(429, "too many wrong tokens came from this address; try again in some seconds");
  static final BridgeFailure TOO_MANY_CLIENTS = refused(429, "the port has too many clients");
  static final BridgeFailure TOO_MANY_REQUESTS =
      refused(429, "too many requests of this client are in flight");

  static BridgeFailure refused(int code, String message) {
    return new BridgeFailure(ReplyFailure.ERROR, code, message, null);
  }

  /** The same failure with a reason in words. */
  BridgeFailure with(String words) {
    return new BridgeFailure(type, code, message, words);
  }

  static BridgeFailure invalid(String message) {
    return refused(400, message);
  }

  static BridgeFailure tooLarge(String what, int limit) {
    return refused(413, what + " is larger than the maximum frame size (" + limit + " bytes)");
  }

  /** The failure of a call over the event bus. */
  static BridgeFailure of(Throwable cause) {
    if (!(cause instanceof ReplyException reply)) {
      return refused(-1, cause.getMessage());
    }
    String detail =
        reply.failureType() == ReplyFailure.NO_HANDLERS
            ? "the network is not running, or is shutting down"
            : null;
    return new BridgeFailure(reply.failureType(), reply.failureCode(), reply.getMessage(), detail);
  }
}
