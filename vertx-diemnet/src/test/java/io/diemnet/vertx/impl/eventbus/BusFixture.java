package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.impl.DiemWire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;

/** A Vert.x with one fake network on its event bus. */
final class BusFixture implements AutoCloseable {

  final Vertx vertx;
  final EventBus bus;
  final FakeDiemNet network;
  final EventBusAddresses addresses;
  final EventBusService service;

  BusFixture() {
    this(Vertx.vertx(), "validator");
  }

  BusFixture(Vertx vertx, String name) {
    this.vertx = vertx;
    bus = vertx.eventBus();
    network = new FakeDiemNet(name);
    addresses = EventBusAddresses.of(name);
    service =
        new EventBusService(
            vertx, network, new EventBusSettings(name, addresses, DiemWire.PROFILE, false, 10_000));
    await(service.start());
    await(service.registerRpc());
    await(service.registerRpc());
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing within 30 s", e);
    }
  }

  static DeliveryOptions headers(Map<String, String> headers) {
    DeliveryOptions options = new DeliveryOptions();
    headers.forEach(options::addHeader);
    return options;
  }

  /** Asks, and gives the body of the answer. */
  Object ask(String address, Object body, Map<String, String> headers) {
    return await(bus.request(address, body, headers(headers))).body();
  }

  Object ask(String address, Object body) {
    return ask(address, body, Map.of());
  }

  JsonObject askJson(String address, Object body) {
    return (JsonObject) ask(address, body);
  }

  ReplyException refused(String address, Object body, Map<String, String> headers) {
    Throwable failure =
        Assertions.catchThrowable(() -> await(bus.request(address, body, headers(headers))));
    Assertions.assertThat(failure).isInstanceOf(ReplyException.class);
    ReplyException reply = (ReplyException) failure;
    Assertions.assertThat(reply.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
    return reply;
  }

  ReplyException refused(String address, JsonObject body) {
    return refused(address, body, Map.of());
  }

  static Buffer bytes(String text) {
    return Buffer.buffer(text);
  }
}
