package io.diemnet.benchmarks;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.eventbus.EventBusService;
import io.diemnet.vertx.impl.eventbus.EventBusSettings;
import io.diemnet.vertx.impl.eventbus.FakeDiemNet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Requests through the event-bus service in front of a network that answers at once, all on one
 * loop, some outstanding at a time; beside them a request to a consumer that only replies.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventBusBenchmark {

  private static final int REQUESTS = 10_000;
  private static final int OUTSTANDING = 100;
  private static final String NETWORK = "benchmark";
  private static final PeerId PEER = PeerId.parse("a1".repeat(PeerId.LENGTH));

  private final Buffer payload = Buffer.buffer(new byte[32]);
  private final EventBusAddresses addresses = EventBusAddresses.of(NETWORK);
  private final InboundMessage message =
      new InboundMessage(PEER, ProtocolId.CONSENSUS_RPC, 0, payload);
  private final DeliveryOptions headers =
      new DeliveryOptions()
          .addHeader("peer", PEER.toString())
          .addHeader("protocol", ProtocolId.CONSENSUS_RPC.name());

  private Vertx vertx;
  private EventBus bus;
  private EventBusService service;

  @Setup
  public void start() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    bus = vertx.eventBus();
    service =
        new EventBusService(
            vertx,
            new FakeDiemNet(NETWORK) {
              @Override // records nothing
              public Future<Buffer> rpc(
                  PeerId peer, ProtocolId protocol, Buffer request, SendOptions options) {
                return Future.succeededFuture(request);
              }
            },
            new EventBusSettings(NETWORK, addresses, DiemWire.PROFILE, false, 10_000));
    service.start().await();
    service.registerRpc().await();
    bus.<Buffer>localConsumer("bare", request -> request.reply(request.body()))
        .completion()
        .await();
    bus.<Buffer>localConsumer(
            addresses.inbound(ProtocolId.CONSENSUS_RPC), request -> request.reply(request.body()))
        .completion()
        .await();
  }

  @TearDown
  public void stop() {
    vertx.close().await();
  }

  /** The yardstick: a local consumer that replies with what it got. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void localRequest() {
    run(() -> bus.request("bare", payload));
  }

  /** The yardstick with the headers of a request to the network. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void localRequestWithHeaders() {
    run(() -> bus.request("bare", payload, headers));
  }

  /** {@code <n>.rpc}. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void rpcAddress() {
    run(() -> bus.request(addresses.rpc(), payload, headers));
  }

  /** {@code <n>.in.ConsensusRpc}: what a connection hands over, outside of any context. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void inboundAddress() {
    run(() -> service.inbound().rpc(message));
  }

  private void run(Supplier<Future<?>> request) {
    Promise<Void> done = Promise.promise();
    Run run = new Run(request, done);
    ((VertxInternal) vertx).nettyEventLoopGroup().next().execute(run::begin);
    done.future().await();
  }

  /** On one loop. */
  private static final class Run {
    private final Supplier<Future<?>> request;
    private final Promise<Void> done;
    private int left = REQUESTS;
    private int pending;

    Run(Supplier<Future<?>> request, Promise<Void> done) {
      this.request = request;
      this.done = done;
    }

    void begin() {
      for (int i = 0; i < OUTSTANDING; i++) {
        next();
      }
    }

    private void next() {
      left--;
      pending++;
      request
          .get()
          .onComplete(
              answer -> {
                pending--;
                if (answer.failed()) {
                  done.tryFail(answer.cause());
                } else if (left > 0) {
                  next();
                } else if (pending == 0) {
                  done.complete();
                }
              });
    }
  }
}
