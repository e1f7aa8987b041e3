package io.diemnet.node.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * A message that was delivered to a client and is not answered yet.
 *
 * @param deadline on the clock of the port
 */
record PendingAnswer(Message<Object> message, long deadline) {

  private static final int GONE = 503;
  private static final int INVALID = 400;

  /** Forwards the client's answer, as a Buffer if the request was one. */
  void answer(Frame frame) throws BridgeFailureException {
    if (frame.failureCode() != null) {
      message.fail(frame.failureCode(), frame.message());
    } else if (!(message.body() instanceof Buffer)) {
      message.reply(frame.body());
    } else {
      Buffer payload =
          frame.body() instanceof JsonObject body && body.getValue("payload") instanceof String text
              ? BridgeJson.payload(text)
              : null;
      if (payload == null) {
        String reason = "an answer must be {payload}, in base64";
        message.fail(INVALID, reason);
        throw new BridgeFailureException(BridgeFailure.invalid(reason));
      }
      message.reply(payload);
    }
  }

  void fail() {
    message.fail(GONE, "the bridge's client is gone, or did not answer in time");
  }
}
