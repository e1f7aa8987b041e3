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
import io.diemnet.vertx.impl.util.LogFields;
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
 * The life cycle of a network: its {@link NetworkState} and its components, which exist from the
 * middle of {@code start()} until the network is closed. The state only moves forward. Thread-safe.
 *
 * <p>A close during the start drains the existing components at once. The start stops before its
 * next step. What the current step has bound or deployed is released before the close completes. A
 * network that a verticle starts is closed after the {@code stop()} of that verticle. Every network
 * is closed when its Vert.x instance is closed.
 */
final class NetworkRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkRuntime.class);

  /**
   * The state with its data, replaced as a whole.
   *
   * @param rooms the components, or null before they are created and after the network is closed
   * @param last the information at the time of the close, or null if the network never ran
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

  /** The components, or null if there are none now. */
  RunningNetwork rooms() {
    return phase.rooms();
  }

  /**
   * Returns the current information, or the last one of a closed network.
   *
   * @throws DiemNetException with CONNECTION_LOST if the network never had components
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

  /** Creates the failure of a call that the current state does not allow. */
  DiemNetException unavailable(NetworkState state) {
    return new DiemNetException(
        CONNECTION_LOST, "the network " + core.name() + " " + state.words());
  }

  // ---- start

  /** Loads the identity, deploys the verticles, binds the address and starts to dial. */
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
    // Vert.x runs its close hooks before it undeploys verticles.
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
   * Runs the start on the event loop of the caller, but in a context of its own. Otherwise Vert.x
   * would undeploy the network's verticles as children of the caller's verticle, in its own order.
   * That undeployment fails when the network has already undeployed them, and would leave the
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
    if (mistake == null) {
      mistake = ProfileCheck.mistake(options, core.profile());
    }
    if (mistake != null) {
      throw new DiemNetException(INVALID_REQUEST, options.getName() + ": " + mistake);
    }
    warnOfLargeMessages(options);
    CipherWarmUp.warmUp(core.crypto());
    return vertx
        .executeBlocking(
            () -> Identity.load(options.getName(), options.getIdentity(), core.profile().peerIds()))
        .compose(loaded -> step(() -> Future.succeededFuture(compose(loaded, network))))
        .compose(this::deploy);
  }

  /** A profile may allow messages that are larger than the memory here can hold. */
  private void warnOfLargeMessages(DiemNetOptions options) {
    int largest = core.profile().messages().maxPayload(options.getLimits().getMaxFrameSize());
    if (largest != Integer.MAX_VALUE
        && MemoryBudgets.mistake(core.memory().budget(), 2L * largest) != null) {
      LOG.warn(
          "{}: a peer that sends messages of up to {} bytes is disconnected, because the memory"
              + " budget cannot hold them; set a larger heap (-Xmx) or limits.maxBytes",
          core.name(),
          largest);
    }
  }

  /** Creates the components, unless the network is already closed. */
  private synchronized RunningNetwork compose(NoiseIdentity loaded, DiemNet network) {
    if (phase.state() != NetworkState.STARTING) {
      throw closedWhileStarting();
    }
    RunningNetwork rooms = new Composition(core, this::onUndeploy).rooms(loaded, network);
    phase = new Phase(NetworkState.STARTING, rooms, null);
    return rooms;
  }

  private Future<Void> deploy(RunningNetwork rooms) {
    LoopVerticles verticles = new LoopVerticles(vertx, deployments::add);
    return step(() -> rooms.loops().deploy(verticles, rooms.transport()))
        .onSuccess(done -> watchLoops(rooms))
        .compose(done -> step(() -> deploy(rooms.peerManager())))
        // Before the first peer can connect, so that its event is not missed.
        .compose(done -> step(() -> startEventBus(rooms)))
        .compose(done -> step(() -> listen(rooms)))
        .compose(done -> step(() -> deploy(rooms.connectivity())))
        .compose(done -> step(() -> deploy(rooms.health())))
        .compose(
            done ->
                step(
                    () ->
                        rooms.latency() == null
                            ? Future.succeededFuture()
                            : deploy(rooms.latency())))
        .compose(done -> step(() -> deploy(rooms.discovery())));
  }

  private synchronized void watchLoops(RunningNetwork rooms) {
    if (phase.state() == NetworkState.STARTING) {
      loopWatch = new LoopWatch(vertx, rooms.loops().eventLoops(), this::loopLost);
    }
  }

  /** Closes a network that has lost one of its event loops. */
  private void loopLost(IllegalStateException failure) {
    if (!cannotGoOn(failure)) {
      return;
    }
    // The peer manager may have used the loop that ended.
    core.registry()
        .all()
        .forEach(peer -> peer.abort(DisconnectReason.CONNECTION_LOST, failure.getMessage()));
  }

  /** Closes the network and tells the application why. Returns false if it closes already. */
  private boolean cannotGoOn(IllegalStateException failure) {
    if (phase.state().isClosing()) {
      return false;
    }
    LogFields.network(LOG.atError(), core.name())
        .log("{}: {}; the network is closed", core.name(), failure.getMessage());
    Handler<Throwable> handler = vertx.exceptionHandler();
    if (handler != null) {
      handler.handle(failure);
    }
    var unused = close();
    return true;
  }

  private <T> Future<T> step(Supplier<Future<T>> next) {
    return phase.state() == NetworkState.STARTING
        ? next.get()
        : Future.failedFuture(closedWhileStarting());
  }

  private Future<Void> deploy(VerticleBase verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::add).mapEmpty();
  }

  private Future<Void> startEventBus(RunningNetwork rooms) {
    return rooms
        .eventBus()
        .start(this::cannotGoOn)
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

  /** The last step of a start. Returns false if the network is already closed. */
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

  // ---- close

  /**
   * Drains the network and undeploys its verticles. It can be called in any state and any number of
   * times.
   */
  Future<Void> close() {
    begin();
    return closed.future().compose(over -> undeploy());
  }

  /**
   * Called when one of the network's verticles is undeployed: closes the network. The verticle
   * stays until connections and event bus are drained.
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
