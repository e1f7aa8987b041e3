package io.diemnet.node.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** What a network hands over at {@code <n>.in.<Protocol>}: a Buffer and headers. */
final class Inbound {

  private Inbound() {}

  /** As JSON: {@code {peer, protocol, kind, priority, payload}}. */
  static JsonObject json(MultiMap headers, Buffer payload) {
    return new JsonObject()
        .put("peer", headers.get("peer"))
        .put("protocol", headers.get("protocol"))
        .put("kind", headers.get("kind"))
        .put("priority", number(headers.get("priority")))
        .put("payload", BridgeJson.payload(payload));
  }

  /** Whether nobody needs the consumer's answer. */
  static boolean isDirectSend(Message<?> message) {
    return "direct-send".equals(message.headers().get("kind"));
  }

  private static int number(String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException odd) {
      return 0; // not from a network of ours: anybody in this process may send here
    }
  }
}
