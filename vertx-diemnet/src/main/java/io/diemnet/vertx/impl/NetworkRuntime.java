package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.FailureCode.INVALID_REQUEST;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkInfo;
import io.diemnet.vertx.impl.memory.MemoryBudgets;
import io.diemnet.vertx.impl.noise.CipherWarmUp;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.peer.PeerVerticle;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life cycle of a network: {@link NetworkState} and the rooms, which exist from the middle of
 * {@code start()} until the network is closed. The state only goes forward. Thread-safe.
 *
 * <p>A close that comes during the start drains what is there at once; the start ends before its
 * next step, and what that step has bound or deployed is ended too before the close completes. A
 * network that was started from a verticle is closed with it, after its {@code stop()}; every
 * network is closed with its Vert.x.
 */
final class NetworkRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkRuntime.class);

  /**
   * The state and what belongs to it, replaced as a whole.
   *
   * @param rooms null before they are made and after the network is closed
   * @param last what the network was when it was closed; null if it never ran
   */
  private record Phase(NetworkState state, RunningNetwork rooms, NetworkInfo last) {

    Phase in(NetworkState next) {
      return new Phase(next, rooms, last);
    }
  }

  private final NetworkCore core;
  private final VertxInternal vertx;
  private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
  private final Promise<Void> startEnded = Promise.promise();
  private final Promise<Void> drained = Promise.promise();
  private final Promise<Void> closed = Promise.promise();
  private volatile Phase phase = new Phase(NetworkState.NEW, null, null);
  private volatile long startedAt;
  private final Closeable closeHook = closing -> close().onComplete(closing);
  private volatile ContextInternal starter;
  private Future<Void> undeployed;
  private LoopWatch loopWatch;

  NetworkRuntime(NetworkCore core) {
    this.core = core;
    this.vertx = core.vertx();
  }

  NetworkState state() {
    return phase.state();
  }

  /** The rooms, or null if there are none now. */
  RunningNetwork rooms() {
    return phase.rooms();
  }

  /**
   * What the network is, as far as its rooms exist, or what it was when it was closed.
   *
   * @throws DiemNetException CONNECTION_LOST if it has never had rooms
   */
  NetworkInfo info() {
    Phase now = phase;
    if (now.rooms() != null) {
      return info(now.rooms());
    }
    if (now.last() == null) {
      throw unavailable(now.state());
    }
    return now.last();
  }

  /** A failure that tells why nothing can be asked of the network now. */
  DiemNetException unavailable(NetworkState state) {
    return new DiemNetException(
        CONNECTION_LOST, "the network " + core.name() + " " + state.words());
  }

  // ---- start

  /** Loads the identity, deploys everything, binds, and begins to dial. */
  Future<Void> start(DiemNet network) {
    synchronized (this) {
      NetworkState state = phase.state();
      if (state != NetworkState.NEW) {
        return Future.failedFuture(
            new DiemNetException(
                state.isClosing() ? CONNECTION_LOST : INVALID_REQUEST,
                "the network "
                    + core.name()
                    + (state.isClosing() ? " " + state.words() : " was started before")));
      }
      phase = phase.in(NetworkState.STARTING);
      starter = vertx.getOrCreateContext();
    }
    startedAt = core.clock().millis();
    // Vert.x runs its own close hooks before it undeploys anything.
    if (!vertx.closeFuture().add(closeHook)
        || (starter.isDeployment() && !starter.closeFuture().add(closeHook))) {
      begin();
    }
    return onOwnContext(() -> steps(network))
        .transform(
            up -> {
              boolean running = up.succeeded() && arrive();
              startEnded.complete();
              return running ? Future.succeededFuture() : failStart(up.cause());
            });
  }

  /**
   * Runs the start on the caller's event loop, but in a context of its own. What is deployed and
   * registered there is no part of the caller's verticle: Vert.x would undeploy it in its own
   * order, and its failure to undeploy what the network has undeployed itself would leave the
   * caller's verticle half undeployed.
   */
  private Future<Void> onOwnContext(Supplier<Future<Void>> steps) {
    Promise<Void> promise = Promise.promise();
    ContextInternal context =
        vertx.contextBuilder().withEventLoop(starter.nettyEventLoop()).build();
    context.runOnContext(
        here -> {
          try {
            steps.get().onComplete(promise);
          } catch (RuntimeException failure) {
            promise.fail(failure);
          }
        });
    return promise.future();
  }

  private Future<Void> steps(DiemNet network) {
    DiemNetOptions options = core.options();
    String mistake =
        MemoryBudgets.mistake(core.memory().budget(), options.getLimits().getMaxFrameSize());
    if (mistake != null) {
      throw new DiemNetException(INVALID_REQUEST, options.getName() + ": " + mistake);
    }
    CipherWarmUp.warmUp(core.crypto());
    return vertx
        .executeBlocking(
            () -> Identity.load(options.getName(), options.getIdentity(), core.profile().peerIds()))
        .compose(loaded -> step(() -> Future.succeededFuture(compose(loaded, network))))
        .compose(this::deploy);
  }

  /** Makes the rooms, unless the network is closed by now. */
  private synchronized RunningNetwork compose(NoiseIdentity loaded, DiemNet network) {
    if (phase.state() != NetworkState.STARTING) {
      throw closedWhileStarting();
    }
    Composition composition =
        new Composition(core, this::onUndeploy, () -> phase.state().isClosing());
    RunningNetwork rooms = composition.rooms(loaded, network);
    phase = new Phase(NetworkState.STARTING, rooms, null);
    return rooms;
  }

  private Future<Void> deploy(RunningNetwork rooms) {
    LoopVerticles verticles = new LoopVerticles(vertx, deployments::add);
    return step(() -> rooms.loops().deploy(verticles, rooms.transport()))
        .onSuccess(done -> watchLoops(rooms))
        .compose(done -> step(() -> deploy(rooms.peerManager())))
        // Before the first peer can come: its event must not be missed.
        .compose(done -> step(() -> startEventBus(rooms)))
        .compose(done -> step(() -> listen(rooms)))
        .compose(done -> step(() -> deploy(rooms.connectivity())))
        .compose(done -> step(() -> deploy(rooms.health())))
        .compose(done -> step(() -> deploy(rooms.discovery())));
  }

  private synchronized void watchLoops(RunningNetwork rooms) {
    if (phase.state() == NetworkState.STARTING) {
      loopWatch = new LoopWatch(vertx, rooms.loops().eventLoops(), this::loopLost);
    }
  }

  /** A network that has lost one of its threads is closed, and the application is told. */
  private void loopLost(IllegalStateException failure) {
    if (phase.state().isClosing()) {
      return;
    }
    LOG.error("{}: {}; the network is closed", core.name(), failure.getMessage());
    Handler<Throwable> handler = vertx.exceptionHandler();
    if (handler != null) {
      handler.handle(failure);
    }
    var unused = close();
    // The peer manager may have lived on the very loop that ended.
    core.registry()
        .all()
        .forEach(peer -> peer.abort(DisconnectReason.CONNECTION_LOST, failure.getMessage()));
  }

  private <T> Future<T> step(Supplier<Future<T>> next) {
    return phase.state() == NetworkState.STARTING
        ? next.get()
        : Future.failedFuture(closedWhileStarting());
  }

  private Future<Void> deploy(VerticleBase verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::add).mapEmpty();
  }

  private static Future<Void> startEventBus(RunningNetwork rooms) {
    return rooms
        .eventBus()
        .start()
        .compose(
            started -> {
              List<Future<Void>> registered = new ArrayList<>();
              for (PeerVerticle verticle : rooms.loops().peers()) {
                Promise<Void> promise = Promise.promise();
                verticle
                    .contextInternal()
                    .runOnContext(here -> rooms.eventBus().registerRpc().onComplete(promise));
                registered.add(promise.future());
              }
              return Future.all(registered).mapEmpty();
            });
  }

  private Future<Void> listen(RunningNetwork rooms) {
    NetworkAddress address = core.options().getListenAddress();
    if (address == null) {
      return Future.succeededFuture();
    }
    return rooms
        .listenSocket()
        .listen(vertx, address, rooms.loops().transports())
        .recover(
            failure ->
                Future.failedFuture(
                    new DiemNetException(
                        CONNECTION_LOST,
                        core.name()
                            + ": cannot listen on "
                            + address
                            + ": "
                            + failure.getMessage()
                            + " (is another network or process using that port?)",
                        failure)))
        .mapEmpty();
  }

  /** The last step of a start; false if the network is closed by now. */
  private synchronized boolean arrive() {
    if (phase.state() != NetworkState.STARTING) {
      return false;
    }
    phase = phase.in(NetworkState.RUNNING);
    return true;
  }

  private Future<Void> failStart(Throwable cause) {
    DiemNetException failure =
        phase.state().isClosing() ? closedWhileStarting() : startFailure(cause);
    return close().transform(done -> Future.failedFuture(failure));
  }

  private DiemNetException closedWhileStarting() {
    return new DiemNetException(
        CONNECTION_LOST, "the network " + core.name() + " was closed while it started");
  }

  private static DiemNetException startFailure(Throwable cause) {
    if (cause instanceof DiemNetException known) {
      return known;
    }
    boolean configuration =
        cause instanceof IllegalArgumentException || cause instanceof IllegalStateException;
    return new DiemNetException(
        configuration ? INVALID_REQUEST : CONNECTION_LOST,
        cause.getMessage() == null ? cause.toString() : cause.getMessage(),
        cause);
  }

  private NetworkInfo info(RunningNetwork rooms) {
    DiemNetOptions options = core.options();
    return new NetworkInfo(
        core.name(),
        rooms.identity().peerId(),
        rooms.identity().publicKey(),
        rooms.listenAddress(),
        options.getNetworkId(),
        options.getRole(),
        options.getChainId(),
        options.isMutualAuthentication(),
        core.protocols().all(),
        startedAt,
        core.crypto().description(),
        core.metrics().connectionFailures(ConnectionOrigin.INBOUND),
        core.metrics().connectionFailures(ConnectionOrigin.OUTBOUND));
  }

  // ---- the end

  /** Drains the network and undeploys what it has deployed. From any state, any number of times. */
  Future<Void> close() {
    begin();
    return closed.future().compose(over -> undeploy());
  }

  /**
   * Somebody undeploys one of the network's verticles: the network ends. The verticle stays until
   * connections and event bus are drained.
   */
  private Future<?> onUndeploy() {
    var unused = close();
    return drained.future();
  }

  private void begin() {
    NetworkState before;
    RunningNetwork rooms;
    synchronized (this) {
      before = phase.state();
      if (before.isClosing()) {
        return;
      }
      rooms = phase.rooms();
      phase = phase.in(NetworkState.CLOSING);
      if (loopWatch != null) {
        loopWatch.close();
      }
    }
    if (before == NetworkState.NEW) {
      startEnded.complete();
    }
    Future<Void> over = rooms == null ? Future.succeededFuture() : rooms.drain();
    over.onComplete(done -> drained.complete());
    drained.future().compose(done -> startEnded.future()).onComplete(done -> end());
  }

  private void end() {
    synchronized (this) {
      RunningNetwork rooms = phase.rooms();
      phase = new Phase(NetworkState.CLOSED, null, rooms == null ? null : info(rooms));
    }
    core.handlers().clear();
    core.events().clear();
    vertx.closeFuture().remove(closeHook);
    if (starter != null) {
      starter.closeFuture().remove(closeHook);
    }
    closed.complete();
  }

  private synchronized Future<Void> undeploy() {
    if (undeployed == null) {
      List<Future<Void>> gone = new ArrayList<>();
      for (String id; (id = deployments.poll()) != null; ) {
        gone.add(vertx.undeploy(id).otherwiseEmpty());
      }
      undeployed = Future.join(gone).mapEmpty();
    }
    return undeployed;
  }
}
