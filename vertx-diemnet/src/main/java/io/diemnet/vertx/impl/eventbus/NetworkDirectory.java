package io.diemnet.vertx.impl.eventbus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The networks of one Vert.x instance and one prefix, and the one consumer of {@code
 * <prefix>.networks} that tells about them: there while at least one network is, however many start
 * and stop at a time. Thread-safe.
 */
final class NetworkDirectory {

  private final Vertx vertx;
  private final String prefix;
  private final Map<String, Supplier<JsonObject>> networks = new LinkedHashMap<>();
  private MessageConsumer<Object> consumer;

  NetworkDirectory(Vertx vertx, String prefix) {
    this.vertx = vertx;
    this.prefix = prefix;
  }

  /**
   * Adds a network; done when the list can be asked for.
   *
   * @return fails with IllegalStateException if one of that name is there
   */
  synchronized Future<Void> add(String name, Supplier<JsonObject> info) {
    if (networks.containsKey(name)) {
      return Future.failedFuture(
          new IllegalStateException(
              "a network named " + name + " is already on this event bus under " + prefix));
    }
    networks.put(name, info);
    if (consumer == null) {
      consumer = register();
    }
    return consumer.completion().onFailure(failure -> remove(name));
  }

  /** Removes a network that was added. */
  synchronized Future<Void> remove(String name) {
    networks.remove(name);
    if (!networks.isEmpty() || consumer == null) {
      return Future.succeededFuture();
    }
    MessageConsumer<Object> last = consumer;
    consumer = null;
    return last.unregister();
  }

  /** The consumer must outlive the verticle whose network happened to come first. */
  private MessageConsumer<Object> register() {
    ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    ContextInternal previous = context.beginDispatch();
    try {
      return vertx.eventBus().localConsumer(prefix + ".networks", this::answer);
    } finally {
      context.endDispatch(previous);
    }
  }

  private void answer(Message<Object> message) {
    List<Supplier<JsonObject>> present;
    synchronized (this) {
      present = new ArrayList<>(networks.values());
    }
    JsonArray infos = new JsonArray();
    for (Supplier<JsonObject> info : present) {
      infos.add(info.get());
    }
    message.reply(infos);
  }
}
