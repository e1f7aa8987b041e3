package io.diemnet.node.dashboard;

import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the last hour of the networks of this node, so that a page that is opened now shows it. It
 * uses the event bus as the page does: it receives {@code <n>.events}, and requests {@code
 * <n>.peers} from each network every {@value #INTERVAL_MILLIS} ms, one network after the other.
 *
 * <p>The memory is bounded: {@value #MAX_PEERS} peers of all networks together have a history (4
 * MB), each network has 10 KiB, and there are {@value EventHistory#EVENTS} events.
 *
 * <p>All state belongs to the context of this verticle.
 */
public final class Recorder extends VerticleBase {

  /** The time between two samples of a network. */
  static final int INTERVAL_MILLIS = 15_000;

  /** The maximum number of peers with a history. */
  static final int MAX_PEERS = 2_000;

  static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Map<String, EventBusAddresses> networks = new LinkedHashMap<>();
  private final Map<String, NetworkHistory> histories = new LinkedHashMap<>();
  private final EventHistory events = new EventHistory();
  private final int intervalMillis;
  private int turn;

  /**
   * Creates a recorder of networks that may start later.
   *
   * @param networks the addresses of the networks
   */
  public Recorder(Collection<EventBusAddresses> networks) {
    this(networks, INTERVAL_MILLIS);
  }

  /** With another interval, for tests. */
  Recorder(Collection<EventBusAddresses> networks, int intervalMillis) {
    this.intervalMillis = intervalMillis;
    for (EventBusAddresses addresses : networks) {
      String key = key(addresses);
      this.networks.put(key, addresses);
      histories.put(key, new NetworkHistory());
    }
  }

  @Override
  public Future<?> start() {
    List<Future<Void>> registered = new ArrayList<>();
    networks.forEach(
        (key, addresses) ->
            registered.add(
                vertx
                    .eventBus()
                    .<JsonObject>consumer(
                        addresses.events(), event -> events.add(key, event.body(), now()))
                    .completion()));
    if (!networks.isEmpty()) {
      vertx.setPeriodic(Math.max(1, intervalMillis / networks.size()), tick -> sampleNext());
    }
    return Future.join(registered);
  }

  /**
   * Makes the history of a network: JSON with the events of all networks.
   *
   * @param key the prefix and the name of the network; null is passed on if it is unknown
   * @param taker called on the context of this verticle
   */
  void history(String key, Handler<Buffer> taker) {
    try {
      context.runOnContext(here -> taker.handle(encoded(key)));
    } catch (RejectedExecutionException ended) {
      // The node shuts down, and its clients have disconnected.
    }
  }

  private Buffer encoded(String key) {
    NetworkHistory history = histories.get(key);
    return history == null
        ? null
        : history.toJson(now()).put("events", events.toJson(now())).toBuffer();
  }

  private void sampleNext() {
    List<String> keys = List.copyOf(networks.keySet());
    String key = keys.get(turn++ % keys.size());
    vertx
        .eventBus()
        .<JsonArray>request(networks.get(key).peers(), null)
        .onSuccess(reply -> sample(histories.get(key), reply.body()));
  }

  private void sample(NetworkHistory history, JsonArray list) {
    int kept = histories.values().stream().mapToInt(NetworkHistory::peers).sum();
    history.sample(list, now(), MAX_PEERS - kept);
  }

  /** {@code <prefix>.<name>}, without the final part of an address. */
  private static String key(EventBusAddresses addresses) {
    String peers = addresses.peers();
    return peers.substring(0, peers.lastIndexOf('.'));
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
