package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The registrations of a client, and the messages that were delivered there and are not answered
 * yet.
 *
 * <p>A network counts a message against the connection of its sender until a consumer takes it.
 * While the client has many unread bytes, its consumers pause. Messages then wait in the inbound
 * queue of the peer that sent them. Owned by the context of the client.
 */
final class Registrations {

  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final long SPARE = 1000;

  /** Writes a message to the client. */
  interface Delivery {

    /** Returns false if it is too large. */
    boolean deliver(String address, String replyAddress, Message<Object> message);
  }

  private final BridgeScope scope;
  private final Delivery delivery;
  private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();
  private final Map<String, PendingAnswer> pendingAnswers = new HashMap<>();
  private boolean paused;

  Registrations(BridgeScope scope, Delivery delivery) {
    this.scope = scope;
    this.delivery = delivery;
  }

  void add(String address) throws BridgeFailureException {
    check(address);
    if (consumers.containsKey(address)) {
      throw new BridgeFailureException(BridgeFailure.ALREADY_REGISTERED);
    }
    if (consumers.size() >= scope.limits().maxHandlers()) {
      throw new BridgeFailureException(BridgeFailure.TOO_MANY_HANDLERS);
    }
    MessageConsumer<Object> consumer = scope.bus().consumer(address);
    if (paused && waits(address)) {
      consumer.pause();
    }
    consumer.handler(message -> received(address, message));
    consumers.put(address, consumer);
  }

  void remove(String address) throws BridgeFailureException {
    check(address);
    MessageConsumer<Object> consumer = consumers.remove(address);
    if (consumer == null) {
      throw new BridgeFailureException(BridgeFailure.UNKNOWN_ADDRESS);
    }
    consumer.unregister();
  }

  private void check(String address) throws BridgeFailureException {
    if (!scope.permissions().mayRegister(address)) {
      throw new BridgeFailureException(
          scope.permissions().refusal(address, ClosedAddresses.Use.REGISTER));
    }
  }

  /** Removes and returns the message with this reply address, or null. */
  PendingAnswer answered(String replyAddress) {
    return pendingAnswers.remove(replyAddress);
  }

  private void received(String address, Message<Object> message) {
    String replyAddress = Inbound.isDirectSend(message) ? null : message.replyAddress();
    if (replyAddress != null) {
      if (pendingAnswers.size() >= scope.limits().maxPending()) {
        scope.meters().count(Event.UNDELIVERED);
        message.fail(TOO_MANY, "the bridge's client has too many requests unanswered");
        return;
      }
      long patience = scope.permissions().answerMillis(address) + SPARE;
      pendingAnswers.put(
          replyAddress, new PendingAnswer(message, scope.clock().now() + patience * 1_000_000));
    }
    if (!delivery.deliver(address, replyAddress, message)) {
      scope.meters().count(Event.UNDELIVERED);
      if (replyAddress != null && pendingAnswers.remove(replyAddress) != null) {
        message.fail(TOO_LARGE, "larger than a frame of the bridge may be");
      }
    }
  }

  /** Pauses the consumers that can wait. */
  void pause() {
    paused = true;
    consumers.forEach(
        (address, consumer) -> {
          if (waits(address)) {
            consumer.pause();
          }
        });
  }

  void resume() {
    paused = false;
    for (MessageConsumer<Object> consumer : consumers.values()) {
      if (paused) {
        return; // messages of the previous consumer have filled the client again
      }
      consumer.resume();
    }
  }

  /** Events are published, and a paused consumer would lose those that it cannot hold. */
  private boolean waits(String address) {
    return scope.permissions().answerMillis(address) > 0;
  }

  /** Fails messages that the client has not answered in time. */
  void check() {
    long now = scope.clock().now();
    for (Iterator<PendingAnswer> all = pendingAnswers.values().iterator(); all.hasNext(); ) {
      PendingAnswer next = all.next();
      if (now - next.deadline() > 0) {
        all.remove();
        next.fail();
      }
    }
  }

  void close() {
    consumers.values().forEach(MessageConsumer::unregister);
    consumers.clear();
    pendingAnswers.values().forEach(PendingAnswer::fail);
    pendingAnswers.clear();
  }

  boolean isEmpty() {
    return consumers.isEmpty() && pendingAnswers.isEmpty();
  }
}
