package io.diemnet.examples;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

/** What {@code docs/event-bus.md} shows. */
final class EventBusExamples {

  private EventBusExamples() {}

  static Future<Message<Buffer>> request(Vertx vertx, String peer) {
    return vertx
        .eventBus()
        .request(
            "diemnet.validator.rpc",
            Buffer.buffer("hello"),
            new DeliveryOptions().addHeader("peer", peer).addHeader("protocol", "ConsensusRpc"));
  }

  static void consume(Vertx vertx) {
    vertx
        .eventBus()
        .<Buffer>consumer(
            "diemnet.validator.in.ConsensusRpc",
            message -> {
              String peer = message.headers().get("peer");
              message.reply(answerTo(peer, message.body()));
            });
  }

  private static Buffer answerTo(String peer, Buffer request) {
    return Buffer.buffer(peer + " said " + request);
  }
}
