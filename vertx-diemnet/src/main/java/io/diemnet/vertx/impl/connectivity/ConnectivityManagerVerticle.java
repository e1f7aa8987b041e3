package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.util.Clock;
import io.diemnet.vertx.impl.util.LogDigest;
import io.diemnet.vertx.impl.util.LogFields;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The connectivity manager. It passes events to a {@link ConnectivityPlan} and performs the actions
 * that the plan returns. One instance and one timer per network. All public methods are
 * thread-safe; they run on the context of the verticle in the order of the calls.
 */
public final class ConnectivityManagerVerticle extends VerticleBase implements PeerUpdates {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectivityManagerVerticle.class);

  /**
   * The options of the verticle.
   *
   * @param network the name of the network, for log lines
   * @param settings the identity of this node and the dial settings
   * @param checkIntervalMillis the time between two full checks
   * @param seeds the configured peers, which are applied before any other source
   */
  public record Options(
      String network,
      ConnectivitySettings settings,
      long checkIntervalMillis,
      Map<PeerId, DiscoveredPeer> seeds) {

    public Options {
      seeds = Map.copyOf(seeds);
    }
  }

  private final Options options;
  private final PeerDirectory directory;
  private final TrustedPeers trusted;
  private final Supplier<? extends Future<?>> onStop;
  private final Clock clock;
  private final ConnectivityPlan plan;
  private final KnownPeers known;
  private final UselessPeers uselessPeers;
  private final Map<DiscoverySource, AtomicInteger> listed = new EnumMap<>(DiscoverySource.class);

  private volatile KnownPeers.Counts counts = KnownPeers.Counts.NONE;
  private volatile Context owner;
  private final LogDigest retries = new LogDigest();
  private boolean stopped;
  private boolean actScheduled;
  private long nextCheck;
  private long timer = -1;
  private long timerDue;

  /**
   * @param trusted receives the trusted set before the verticle acts on it
   * @param onStop returns a future that the undeployment waits for, after the last dial
   */
  public ConnectivityManagerVerticle(
      Options options,
      PeerDirectory directory,
      TrustedPeers trusted,
      Clock clock,
      Supplier<? extends Future<?>> onStop) {
    this(options, directory, trusted, clock, onStop, new Random());
  }

  ConnectivityManagerVerticle(
      Options options,
      PeerDirectory directory,
      TrustedPeers trusted,
      Clock clock,
      Supplier<? extends Future<?>> onStop,
      Random random) {
    this.options = options;
    this.directory = directory;
    this.trusted = trusted;
    this.clock = clock;
    this.onStop = onStop;
    this.plan = new ConnectivityPlan(options.settings(), random);
    this.known = new KnownPeers(options.settings(), plan);
    this.uselessPeers = new UselessPeers(options.network(), options.settings());
    uselessPeers.warn(DiscoverySource.CONFIG, options.seeds());
    // Seeds are trusted from the first handshake, even before the deployment.
    plan.update(DiscoverySource.CONFIG, options.seeds());
    known.listed(clock.millis());
    counts = known.counts();
    trusted.publish(plan.book().trusted());
    for (DiscoverySource source : DiscoverySource.values()) {
      listed.put(source, new AtomicInteger(plan.book().count(source)));
    }
  }

  @Override
  public void init(Vertx vertx, Context context) {
    super.init(vertx, context);
    owner = context;
  }

  @Override
  public Future<?> start() {
    check();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    return onStop.get();
  }

  @Override
  public Future<Integer> update(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers) {
    if (owner == null) {
      return Future.failedFuture(new IllegalStateException("not deployed yet"));
    }
    Promise<Integer> done = Promise.promise();
    post(
        () -> {
          uselessPeers.warn(source, peers);
          if (plan.update(source, peers)) {
            known.listed(clock.millis());
            trusted.publish(plan.book().trusted());
            LogFields.network(LOG.atInfo(), options.network())
                .log(
                    "{}: {} lists {} peers, {} are trusted",
                    options.network(),
                    source,
                    plan.book().count(source),
                    trusted.snapshot().size());
            actSoon();
          }
          listed.get(source).set(plan.book().count(source));
          done.complete(listed.get(source).get());
        });
    return done.future();
  }

  /** The number of peers that a source lists now. */
  public int peers(DiscoverySource source) {
    return listed.get(source).get();
  }

  /** The number of known peers in a state. */
  public int knownPeers(KnownPeer.State state) {
    return counts.of(state);
  }

  /** The number of known peers that should be connected and are not. */
  public int missingPeers() {
    return counts.missing();
  }

  /** All known peers with their states. */
  public Future<List<KnownPeer>> knownPeers() {
    if (owner == null) {
      return Future.failedFuture(new IllegalStateException("not deployed yet"));
    }
    Promise<List<KnownPeer>> promise = Promise.promise();
    post(() -> promise.complete(known.list(directory.connected(), now(), clock.millis())));
    return promise.future();
  }

  /**
   * Handles a peer event. The events of one peer must arrive in order. Events before the deployment
   * may be left out.
   */
  public void onPeerEvent(PeerEvent event) {
    if (event instanceof PeerEvent.NewPeer added) {
      post(
          () -> {
            plan.connected(added.peer().peer(), added.peer().origin(), added.peer().role());
            known.connected(added.peer().peer());
            actSoon();
          });
    } else if (event instanceof PeerEvent.LostPeer lost) {
      post(
          () -> {
            plan.lost(lost.peer().peer(), lost.at() - lost.peer().connectedAt());
            String why = lost.detail() == null ? "" : ": " + lost.detail();
            known.lost(
                lost.peer().peer(),
                lost.at(),
                "the connection ended (" + lost.reason() + ")" + why);
            actSoon();
          });
    }
  }

  /** Called before a peer is dialed manually, so that its connection is kept. */
  public void onHandDialed(PeerId peer) {
    post(() -> plan.handDialed(peer));
  }

  /** Called when a manual dial has failed. */
  public void onHandDialFailed(PeerId peer) {
    post(() -> plan.handDialFailed(peer));
  }

  /** Called when a peer is disconnected manually. */
  public void onHandDisconnected(PeerId peer) {
    post(() -> plan.handDisconnected(peer));
  }

  private void post(Runnable task) {
    Context context = owner;
    if (context != null) {
      context.runOnContext(v -> task.run());
    }
  }

  private void check() {
    nextCheck = now() + options.checkIntervalMillis();
    logRetries();
    try {
      plan.reconcile(directory.connected());
    } finally {
      act();
    }
  }

  /** Handles all events of one turn together. */
  private void actSoon() {
    if (!actScheduled) {
      owner.runOnContext(
          v -> {
            actScheduled = false;
            act();
          });
      actScheduled = true;
    }
  }

  private void act() {
    if (stopped) {
      return;
    }
    long due = nextCheck;
    try {
      for (ConnectivityPlan.Action action : plan.act(now())) {
        if (action instanceof ConnectivityPlan.Action.Dial dial) {
          dial(dial);
        } else if (action instanceof ConnectivityPlan.Action.Measure measure) {
          measure(measure);
        } else {
          disconnect(action.peer());
        }
      }
      due = Math.min(nextCheck, plan.nextDue(now()));
    } finally {
      counts = known.counts();
      // Schedule the next check even after a failure.
      arm(due);
    }
  }

  private void dial(ConnectivityPlan.Action.Dial dial) {
    LogFields.remote(
            LOG.atDebug(),
            options.network(),
            dial.peer(),
            dial.address(),
            ConnectionOrigin.OUTBOUND)
        .log("{}: dialing {} at {}", options.network(), dial.peer(), dial.address());
    directory
        .dial(dial.peer(), dial.address())
        .onComplete(
            result ->
                post(
                    () -> {
                      if (result.succeeded()) {
                        // The event may still be pending, but the connection already counts.
                        PeerInfo info = result.result();
                        plan.connected(info.peer(), info.origin(), info.role());
                        known.connected(info.peer());
                        plan.dialSucceeded(dial.peer());
                      } else {
                        plan.dialFailed(dial.peer());
                        boolean news =
                            known.failed(
                                dial.peer(),
                                dial.address().base() + ": " + directory.words(result.cause()));
                        logFailure(dial, result.cause(), news);
                      }
                      actSoon();
                    }));
  }

  private void measure(ConnectivityPlan.Action.Measure measure) {
    directory
        .measure(measure.address())
        .onComplete(
            took ->
                post(
                    () -> {
                      plan.measured(measure.peer(), took.succeeded() ? took.result() : -1, now());
                      actSoon();
                    }));
  }

  /**
   * Logs the first failure of a peer in one line, and counts the retries. A dial that has lost the
   * tie-break, or that ends with the network, is no failure.
   *
   * @param news whether it is the first one since the peer was connected
   */
  private void logFailure(ConnectivityPlan.Action.Dial dial, Throwable cause, boolean news) {
    boolean failed =
        !(cause instanceof DiemNetException failure)
            || (failure.code() != FailureCode.ALREADY_CONNECTED
                && failure.code() != FailureCode.CONNECTION_LOST);
    int failures = plan.failures(dial.peer());
    boolean first = news && failed;
    if (!first && failed) {
      retries.add(clock.nanos());
      logRetries();
    }
    LoggingEventBuilder line =
        LogFields.remote(
            first ? LOG.atInfo() : LOG.atDebug(),
            options.network(),
            dial.peer(),
            dial.address(),
            ConnectionOrigin.OUTBOUND);
    LogFields.with(line, "reason", cause instanceof DialException dialed ? dialed.reason() : null)
        .log("{}: {} (attempt {})", options.network(), cause.getMessage(), failures);
  }

  private void logRetries() {
    long count = retries.due(clock.nanos());
    if (count > 0) {
      LogFields.network(LOG.atInfo(), options.network())
          .log("{}: failed dials in the last minute: {} more", options.network(), count);
    }
  }

  private void disconnect(PeerId peer) {
    // The end of the connection is logged with this reason.
    LogFields.peer(LOG.atDebug(), options.network(), peer)
        .log("{}: {} is no longer eligible, closing its connection", options.network(), peer);
    directory.disconnect(peer).onComplete(result -> post(() -> plan.disconnectEnded(peer)));
  }

  private void arm(long due) {
    if (timer >= 0) {
      if (timerDue == due) {
        return;
      }
      vertx.cancelTimer(timer);
    }
    timerDue = due;
    timer =
        vertx.setTimer(
            Math.max(1, due - now()),
            id -> {
              timer = -1;
              if (now() >= nextCheck) {
                check();
              } else {
                act();
              }
            });
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanos());
  }
}
