package io.diemnet.node.command.bench;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * RPCs over the event bus on both sides, compared with two chained local requests that do nothing:
 * the minimum cost of a service behind the bus.
 */
final class BusScenario implements Scenario {

  private static final String PEER = "two chained local bus requests, one loop";

  /** Each call runs the whole bus, which takes long to compile. */
  private static final long WARM_UP_MILLIS = 6_000;

  private final int outstanding;

  BusScenario(int outstanding) {
    this.outstanding = outstanding;
  }

  @Override
  public String name() {
    return "rpc-bus-" + outstanding;
  }

  @Override
  public String description() {
    return "32-byte RPCs through <n>.rpc and <n>.in, " + outstanding + " outstanding";
  }

  @Override
  public List<Figure> measure(Rounds rounds) {
    DiemNetLink link = new DiemNetLink(rounds.nativeTransport(), rounds.profile());
    Vertx bare = Loops.one(rounds.nativeTransport());
    try {
      link.serveOnBus();
      serveChain(bare);
      DeliveryOptions options = link.busOptions();
      Asker ours = new Asker(link.clientVertx(), "diemnet.client.rpc", options);
      Asker chain = new Asker(bare, "bench.first", new DeliveryOptions());
      ours.run(outstanding, WARM_UP_MILLIS, new Histogram(3));
      chain.run(outstanding, WARM_UP_MILLIS, new Histogram(3));
      double[] our = new double[rounds.count()];
      double[] their = new double[rounds.count()];
      Histogram ourLatency = new Histogram(3);
      Histogram theirLatency = new Histogram(3);
      for (int round = 0; round < rounds.count(); round++) {
        our[round] = ours.run(outstanding, rounds.millis(), ourLatency);
        their[round] = chain.run(outstanding, rounds.millis(), theirLatency);
      }
      List<Figure> figures = new ArrayList<>();
      figures.add(Figure.rate(name(), "calls/s", our, PEER, their));
      figures.addAll(Figure.latencies(name(), ourLatency, PEER, theirLatency));
      return figures;
    } finally {
      link.close();
      bare.close().await();
    }
  }

  private static void serveChain(Vertx vertx) {
    Promise<Void> ready = Promise.promise();
    vertx.runOnContext(
        here -> {
          EventBus bus = vertx.eventBus();
          bus.<Buffer>localConsumer("bench.second", message -> message.reply(message.body()));
          bus.<Buffer>localConsumer(
              "bench.first",
              message ->
                  bus.<Buffer>request("bench.second", message.body())
                      .onSuccess(answer -> message.reply(answer.body())));
          ready.complete();
        });
    ready.future().await();
  }

  /** Keeps a number of requests outstanding. */
  private static final class Asker {
    private final Vertx vertx;
    private final String address;
    private final DeliveryOptions options;
    private final Buffer request = Buffer.buffer(new byte[32]);
    private volatile boolean stopping;
    private Promise<Void> stopped;
    private Histogram latency;
    private int pending;
    private long done;

    Asker(Vertx vertx, String address, DeliveryOptions options) {
      this.vertx = vertx;
      this.address = address;
      this.options = options;
    }

    double run(int outstanding, long millis, Histogram recorded) {
      stopping = false;
      latency = recorded;
      stopped = Promise.promise();
      done = 0;
      long start = System.nanoTime();
      vertx.runOnContext(
          here -> {
            for (int i = 0; i < outstanding; i++) {
              ask();
            }
          });
      Workload.sleep(millis);
      stopping = true;
      double seconds = (System.nanoTime() - start) / 1e9;
      stopped.future().await();
      return done / seconds;
    }

    private void ask() {
      pending++;
      long sent = System.nanoTime();
      vertx
          .eventBus()
          .<Buffer>request(address, request, options)
          .onComplete(
              answer -> {
                if (answer.failed()) {
                  throw new IllegalStateException(answer.cause());
                }
                latency.recordValue(System.nanoTime() - sent);
                pending--;
                if (!stopping) {
                  done++;
                  ask();
                } else if (pending == 0) {
                  stopped.complete();
                }
              });
    }
  }
}
