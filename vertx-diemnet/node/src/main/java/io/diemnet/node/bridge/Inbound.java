package io.diemnet.node.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** A message that a network delivers at {@code <n>.in.<Protocol>}: a Buffer and headers. */
final class Inbound {

  private Inbound() {}

  /** Returns it as JSON: {@code {peer, protocol, kind, priority, payload}}. */
  static JsonObject json(MultiMap headers, Buffer payload) {
    return new JsonObject()
        .put("peer", headers.get("peer"))
        .put("protocol", headers.get("protocol"))
        .put("kind", headers.get("kind"))
        .put("priority", number(headers.get("priority")))
        .put("payload", BridgeJson.payload(payload));
  }

  /** Returns whether no answer is expected. */
  static boolean isDirectSend(Message<?> message) {
    return "direct-send".equals(message.headers().get("kind"));
  }

  private static int number(String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException odd) {
      return 0; // not from a network of this node: any code in this process may send here
    }
  }
}
