package io.diemnet.node.command.demo;

import io.diemnet.node.command.CommandException;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * One RPC and one direct send from one validator to another, only over the event bus, as any
 * verticle in any language can do it.
 */
final class DemoConversation {

  private static final String QUESTION = "Which round are you in?";
  private static final String ANSWER = "Round 7.";
  private static final String NEWS = "hello world";

  private final Vertx vertx;
  private final PrintWriter out;
  private final DemoValidator from;
  private final DemoValidator to;

  DemoConversation(Vertx vertx, PrintWriter out, DemoValidator from, DemoValidator to) {
    this.vertx = vertx;
    this.out = out;
    this.from = from;
    this.to = to;
  }

  void rpc() {
    ProtocolId protocol = ProtocolId.CONSENSUS_RPC;
    Promise<String> asked = Promise.promise();
    serve(
        protocol,
        message -> {
          asked.tryComplete(describe(message));
          message.reply(Buffer.buffer(ANSWER));
        });
    out.println();
    out.println("3. An RPC through the event bus");
    show("the application of " + from.name() + " sends", from.bus().rpc(), protocol, QUESTION);
    long begin = System.nanoTime();
    Future<Message<Buffer>> call =
        vertx.eventBus().request(from.bus().rpc(), Buffer.buffer(QUESTION), headers(protocol));
    Buffer answer =
        Step.await(
            call.map(
                reply -> {
                  received(asked.future().result(), protocol);
                  out.println("   " + to.name() + " replies: \"" + ANSWER + "\"");
                  out.printf(
                      Locale.ROOT,
                      "   %s has the answer after %.1f ms: \"%s\"%n",
                      from.name(),
                      (System.nanoTime() - begin) / 1e6,
                      reply.body());
                  return reply.body();
                }),
            "The RPC",
            out);
    expect(ANSWER, answer.toString(), "answer");
  }

  void directSend() {
    ProtocolId protocol = ProtocolId.CONSENSUS_DIRECT_SEND;
    Promise<Message<Buffer>> arrived = Promise.promise();
    serve(protocol, arrived::tryComplete);
    out.println();
    out.println("4. A DirectSend through the event bus");
    show("the application of " + from.name() + " sends", from.bus().directSend(), protocol, NEWS);
    Step.await(
        vertx.eventBus().request(from.bus().directSend(), Buffer.buffer(NEWS), headers(protocol)),
        "Queueing the direct send",
        out);
    out.println("   the reply is empty: the message is queued; direct sends are not acknowledged");
    Message<Buffer> message = Step.await(arrived.future(), "Receiving the direct send", out);
    received(describe(message), protocol);
    expect(NEWS, message.body().toString(), "message");
  }

  private void serve(ProtocolId protocol, Handler<Message<Buffer>> handler) {
    Step.await(
        vertx.eventBus().<Buffer>localConsumer(to.bus().inbound(protocol), handler).completion(),
        "Registering a consumer",
        out);
  }

  private DeliveryOptions headers(ProtocolId protocol) {
    return new DeliveryOptions()
        .addHeader("peer", to.peer().toString())
        .addHeader("protocol", protocol.name());
  }

  private void show(String who, String address, ProtocolId protocol, String payload) {
    out.println("   " + who);
    out.println("     to address       " + address);
    out.println("     header peer      " + to.peer() + "  (" + to.name() + ")");
    out.println("     header protocol  " + protocol);
    out.println("     a Buffer         \"" + payload + "\"");
  }

  private String describe(Message<Buffer> message) {
    MultiMap headers = message.headers();
    boolean known = from.peer().toString().equals(headers.get("peer"));
    return String.format(
        Locale.ROOT,
        "%s from %s: \"%s\"",
        headers.get("kind"),
        known ? from.name() : headers.get("peer"),
        message.body());
  }

  private void received(String description, ProtocolId protocol) {
    out.println("   a consumer at " + to.bus().inbound(protocol) + " gets " + description);
  }

  private static void expect(String wanted, String got, String what) {
    if (!wanted.equals(got)) {
      throw new CommandException("The " + what + " was \"" + got + "\", not \"" + wanted + "\".");
    }
  }
}
