package io.diemnet.node.control;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Answers at the {@link NodeAddresses}. Work that takes long runs on one worker thread of its own,
 * and at most {@value #MAX_WAITING} pieces wait there; more fail with 429. Thread-safe.
 */
public final class NodeReport {

  static final int MAX_WAITING = 8;

  private static final int TOO_MANY = 429;
  private static final int FAILED = 500;
  private static final List<String> SOURCES = List.of("config", "file", "validator-set");

  private final String version;
  private final List<JsonObject> configurations;
  private final JsonObject effective;
  private final PrometheusMeterRegistry registry;
  private final NodeClock clock = new NodeClock();
  private final LastEvents events = new LastEvents();
  private final Semaphore waiting = new Semaphore(MAX_WAITING);
  private BooleanSupplier stopping = () -> false;

  /**
   * @param version of the program, the JDK and Vert.x
   * @param configurations of the networks
   * @param effective the whole configuration, without secrets
   * @param registry the registry of the process
   */
  public NodeReport(
      String version,
      List<JsonObject> configurations,
      JsonObject effective,
      PrometheusMeterRegistry registry) {
    this.version = version;
    this.configurations = List.copyOf(configurations);
    this.effective = effective;
    this.registry = registry;
  }

  /** Says whether the node is shutting down. Call before {@link #serve}. Returns this. */
  public NodeReport stoppingWhen(BooleanSupplier stops) {
    stopping = stops;
    return this;
  }

  /** Answers until the Vert.x instance is closed, and remembers events from now on. */
  public void serve(Vertx vertx) {
    WorkerExecutor worker = vertx.createSharedWorkerExecutor("diemnet-control", 1);
    for (JsonObject configuration : configurations) {
      DiemNetOptions options = new DiemNetOptions(configuration);
      String address = addresses(options).events();
      vertx
          .eventBus()
          .<JsonObject>localConsumer(address, event -> events.add(options.getName(), event.body()));
    }
    vertx
        .eventBus()
        .localConsumer(NodeAddresses.CONFIGURATION, message -> message.reply(effective.copy()));
    vertx.eventBus().localConsumer(NodeAddresses.EVENTS, message -> message.reply(events.all()));
    vertx
        .eventBus()
        .localConsumer(NodeAddresses.INFO, message -> answer(worker, message, this::info));
    vertx
        .eventBus()
        .localConsumer(
            NodeAddresses.METRICS,
            message -> answer(worker, message, () -> text(registry.scrape())));
    vertx
        .eventBus()
        .localConsumer(
            NodeAddresses.THREADS, message -> answer(worker, message, () -> text(threads())));
  }

  private void answer(WorkerExecutor worker, Message<Object> message, Callable<JsonObject> work) {
    if (!waiting.tryAcquire()) {
      message.fail(TOO_MANY, "too many reports are being made");
      return;
    }
    worker
        .executeBlocking(work, false)
        .onComplete(
            done -> {
              waiting.release();
              if (done.succeeded()) {
                message.reply(done.result());
              } else {
                message.fail(FAILED, String.valueOf(done.cause()));
              }
            });
  }

  private static JsonObject text(String text) {
    return new JsonObject().put("text", text);
  }

  private JsonObject info() {
    JsonArray networks = new JsonArray();
    for (JsonObject configuration : configurations) {
      networks.add(network(configuration));
    }
    return new JsonObject()
        .put("version", version)
        .put("pid", ProcessHandle.current().pid())
        .put("startedAt", ManagementFactory.getRuntimeMXBean().getStartTime())
        .put("stopping", stopping.getAsBoolean())
        .put("clock", clock.toJson())
        .put("networks", networks);
  }

  private JsonObject network(JsonObject configuration) {
    DiemNetOptions options = new DiemNetOptions(configuration);
    String name = options.getName();
    JsonArray discovery = new JsonArray();
    for (String source : SOURCES) {
      double age = gauge("diemnet.discovery.age", name, source);
      long interval = interval(configuration, source);
      JsonObject state =
          new JsonObject()
              .put("source", source)
              .put("peers", number(gauge("diemnet.discovery.peers", name, source)))
              .put("age", Double.isNaN(age) ? null : age);
      if (interval > 0) {
        state.put("interval", interval);
      }
      discovery.add(state);
    }
    return new JsonObject()
        .put("network", name)
        .put("prefix", options.getEventBusPrefix())
        .put("networkId", options.getNetworkId().toString())
        .put("keyMismatch", gauge("diemnet.network.key.mismatch", name, null) == 1)
        .put("discovery", discovery);
  }

  /** The longest interval at which a file of the source is read, in milliseconds; 0 for no file. */
  private static long interval(JsonObject configuration, String source) {
    return configuration.getJsonArray("discovery", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(entry -> source.equals(entry.getString("type")) && entry.containsKey("path"))
        .mapToLong(entry -> entry.getLong("interval", 10_000L))
        .max()
        .orElse(0);
  }

  private double gauge(String meter, String network, String source) {
    var search = registry.find(meter).tag("network", network);
    Gauge gauge = (source == null ? search : search.tag("source", source)).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  private static long number(double value) {
    return Double.isNaN(value) ? 0 : (long) value;
  }

  private static String threads() {
    ThreadInfo[] all = ManagementFactory.getThreadMXBean().dumpAllThreads(true, true);
    return Arrays.stream(all).map(ThreadInfo::toString).collect(Collectors.joining());
  }

  private static EventBusAddresses addresses(DiemNetOptions options) {
    return EventBusAddresses.of(options.getEventBusPrefix(), options.getName());
  }
}
