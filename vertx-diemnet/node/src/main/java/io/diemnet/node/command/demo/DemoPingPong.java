package io.diemnet.node.command.demo;

import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The work of the validators while the demo keeps running. When a peer announces with a direct send
 * that it serves ping-pong, each validator calls it with an RPC. A service in any language, at any
 * validator, is therefore called by the others.
 */
final class DemoPingPong {

  private static final String RPC = "PingPongRpc";
  private static final String DIRECT_SEND = "PingPongDirectSend";
  private static final int FIRST_NUMBER = 32;
  private static final int MAX_CALLS = 16;
  private static final int SHOWN = 60;

  private final Vertx vertx;
  private final PrintWriter out;
  private final AtomicInteger calls = new AtomicInteger();

  DemoPingPong(Vertx vertx, PrintWriter out) {
    this.vertx = vertx;
    this.out = out;
  }

  /** Returns the application's own protocols for a network's configuration. */
  static JsonArray protocols() {
    return new JsonArray()
        .add(new JsonObject().put("name", RPC).put("id", FIRST_NUMBER))
        .add(new JsonObject().put("name", DIRECT_SEND).put("id", FIRST_NUMBER + 1));
  }

  void serve(List<DemoValidator> validators) {
    for (DemoValidator validator : validators) {
      Step.await(
          vertx
              .eventBus()
              .<Buffer>localConsumer(
                  validator.bus().inbound(DIRECT_SEND),
                  message -> call(validator, validators, message))
              .completion(),
          "Registering a consumer",
          out);
    }
  }

  private void call(DemoValidator from, List<DemoValidator> validators, Message<Buffer> hello) {
    String peer = hello.headers().get("peer");
    String name =
        validators.stream()
            .filter(validator -> validator.peer().toString().equals(peer))
            .map(DemoValidator::name)
            .findFirst()
            .orElse(peer);
    if (calls.incrementAndGet() > MAX_CALLS) {
      calls.decrementAndGet();
      return;
    }
    EventBusAddresses bus = from.bus();
    DeliveryOptions to = new DeliveryOptions().addHeader("peer", peer).addHeader("protocol", RPC);
    vertx
        .eventBus()
        .<Buffer>request(bus.rpc(), Buffer.buffer("ping from " + from.name()), to)
        .onComplete(
            answer -> {
              calls.decrementAndGet();
              out.printf(
                  Locale.ROOT,
                  "   %s calls ping-pong at %s: %s%n",
                  from.name(),
                  name,
                  answer.succeeded()
                      ? '"' + shown(answer.result().body()) + '"'
                      : answer.cause().getMessage());
            });
  }

  private static String shown(Buffer answer) {
    String text = answer.getString(0, Math.min(SHOWN, answer.length()));
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
