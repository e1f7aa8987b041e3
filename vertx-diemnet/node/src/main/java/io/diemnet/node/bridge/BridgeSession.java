package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * One client on the event bus. It accepts the client's frames, checks their permissions, and writes
 * the answers. No input of a client makes it throw. Owned by the context of the client.
 */
final class BridgeSession implements ClientOutput.Listener {

  private final BridgeScope scope;
  private final Dialect dialect;
  private final ClientLink link;
  private final ClientOutput output;
  private final Registrations registrations;
  private int requests;
  private long requestBytes;
  private boolean closed;

  BridgeSession(BridgeScope scope, Dialect dialect, ClientLink link) {
    this.scope = scope;
    this.dialect = dialect;
    this.link = link;
    this.output = new ClientOutput(scope, this);
    this.registrations = new Registrations(scope, this::deliver);
    scope.meters().connected();
  }

  /**
   * Handles a frame.
   *
   * @param json null if it is not a JSON object
   * @param bytes its size
   */
  void frame(JsonObject json, int bytes) {
    if (closed) {
      return;
    }
    if (json == null) {
      refuse(null, null, BridgeFailure.INVALID_JSON);
      return;
    }
    Frame frame;
    try {
      frame = Frame.of(json);
    } catch (BridgeFailureException invalid) {
      refuse(Frame.replyAddressOf(json), null, invalid.failure());
      return;
    }
    try {
      serve(frame, bytes);
    } catch (BridgeFailureException refused) {
      refuse(frame.replyAddress(), frame.address(), refused.failure());
    }
  }

  private void serve(Frame frame, int bytes) throws BridgeFailureException {
    String type = frame.type() == null ? "" : frame.type();
    if (!type.equals("ping") && frame.address() == null) {
      throw new BridgeFailureException(BridgeFailure.MISSING_ADDRESS);
    }
    switch (type) {
      case "ping" -> pong();
      case "send" -> send(frame, bytes);
      case "publish" ->
          throw new BridgeFailureException(
              scope.permissions().refusal(frame.address(), ClosedAddresses.Use.PUBLISH));
      case "register" -> registrations.add(frame.address());
      case "unregister" -> registrations.remove(frame.address());
      default -> throw new BridgeFailureException(dialect.unknownType(frame.type() == null));
    }
  }

  private void pong() {
    if (dialect == Dialect.TCP) {
      write(new JsonObject().put("type", "pong"));
    }
  }

  // ---- from the client

  private void send(Frame frame, int bytes) throws BridgeFailureException {
    PendingAnswer pending = registrations.answered(frame.address());
    if (pending != null) {
      pending.answer(frame);
      return;
    }
    Permissions.Target target = scope.permissions().target(frame.address());
    if (target == null) {
      throw new BridgeFailureException(
          scope.permissions().refusal(frame.address(), ClosedAddresses.Use.SEND));
    }
    Object body = target.call() ? withTimeout(frame.body(), target) : frame.body();
    if (requests >= scope.limits().maxPending()
        || (requests > 0 && requestBytes + bytes > scope.limits().queueBytes())
        || !scope.budget().take(bytes)) {
      throw new BridgeFailureException(BridgeFailure.TOO_MANY_REQUESTS);
    }
    requests++;
    requestBytes += bytes;
    long timeout =
        frame.timeoutMillis() == null
            ? target.timeoutMillis()
            : Math.min(target.timeoutMillis(), frame.timeoutMillis());
    DeliveryOptions options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(timeout);
    Object outgoing = target.payload() ? Outgoing.body(body, options) : body;
    scope
        .bus()
        .request(
            frame.address(),
            outgoing,
            options,
            answer -> {
              if (answer.succeeded()) {
                answered(frame, bytes, answer.result());
              } else {
                done(bytes);
                refuse(frame.replyAddress(), frame.address(), BridgeFailure.of(answer.cause()));
              }
            });
  }

  /** Checks that the time-out of a call is within the bridge's own time-out. */
  private static Object withTimeout(Object body, Permissions.Target target)
      throws BridgeFailureException {
    if (!(body instanceof JsonObject call)) {
      return body;
    }
    Object timeout = call.getValue("timeout");
    if (timeout instanceof Number number && number.doubleValue() > Permissions.MAX_TIMEOUT) {
      throw new BridgeFailureException(
          BridgeFailure.invalid("over a bridge, timeout is at most " + Permissions.MAX_TIMEOUT));
    }
    return timeout == null && target.defaultTimeout() > Permissions.MAX_TIMEOUT
        ? call.put("timeout", Permissions.MAX_TIMEOUT)
        : call;
  }

  private void answered(Frame frame, int bytes, Message<Object> answer) {
    done(bytes);
    if (frame.replyAddress() == null) {
      return;
    }
    Object body = answer.body();
    boolean binary = body instanceof Buffer;
    if (binary && tooLarge((Buffer) body)) {
      answerTooLarge(frame);
      return;
    }
    Object shown =
        binary ? new JsonObject().put("payload", BridgeJson.payload((Buffer) body)) : body;
    if (!write(dialect.delivery(frame.replyAddress(), null, shown, true))) {
      answerTooLarge(frame);
    }
  }

  private void answerTooLarge(Frame frame) {
    refuse(
        frame.replyAddress(),
        frame.address(),
        BridgeFailure.tooLarge("the answer", scope.limits().maxFrameSize()));
  }

  private void done(int bytes) {
    requests--;
    requestBytes -= bytes;
    scope.budget().give(bytes);
  }

  // ---- to the client

  /**
   * Writes a message to an address where the client is registered. Returns false if it is too
   * large.
   */
  private boolean deliver(String address, String replyAddress, Message<Object> message) {
    Object body = message.body();
    if (body instanceof Buffer payload) {
      if (tooLarge(payload)) {
        return false;
      }
      body = Inbound.json(message.headers(), payload);
    }
    return write(dialect.delivery(address, replyAddress, body, message.isSend()));
  }

  private boolean tooLarge(Buffer payload) {
    return BridgeJson.payloadLength(payload) > scope.limits().maxFrameSize();
  }

  /** Sends the failure to the reply address of the client. */
  void refuse(String replyAddress, String sourceAddress, BridgeFailure failure) {
    if (failure.code() == BridgeFailure.ACCESS_DENIED.code()) {
      scope.meters().count(Event.ACCESS_DENIED);
    } else if (failure.code() == 400) {
      scope.meters().count(Event.INVALID_FRAME);
    }
    write(dialect.failure(replyAddress, sourceAddress, failure));
  }

  private boolean write(JsonObject frame) {
    if (closed) {
      return true;
    }
    ClientLink.Encoded encoded = link.encode(frame);
    if (encoded.bytes() > scope.limits().maxFrameSize()) {
      return false;
    }
    output.write(encoded.bytes(), encoded::write);
    return true;
  }

  @Override
  public void full() {
    registrations.pause();
  }

  @Override
  public void drained() {
    registrations.resume();
  }

  @Override
  public void drop(Event reason) {
    scope.meters().count(reason, link.name());
    close();
    link.drop();
  }

  // ---- time and end

  /** Called at each tick of the clock. */
  void check() {
    output.check();
    registrations.check();
  }

  /** The client has disconnected. Releases all its state. */
  void close() {
    if (!closed) {
      closed = true;
      output.close();
      registrations.close();
      scope.meters().gone();
    }
  }

  /** For tests: returns whether a closed session has released its state. */
  boolean idle() {
    return registrations.isEmpty() && output.unread() == 0;
  }
}
