package io.diemnet.vertx.impl.connectivity;

import static io.diemnet.vertx.impl.connectivity.Peers.address;
import static io.diemnet.vertx.impl.connectivity.Peers.keyOnly;
import static io.diemnet.vertx.impl.connectivity.Peers.listing;
import static io.diemnet.vertx.impl.connectivity.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shell around the plan, on a real event loop with a directory made up here. */
class ConnectivityManagerVerticleTest {

  private final Vertx vertx = Vertx.vertx();
  private final TrustedPeers trusted = new TrustedPeers();
  private final AtomicInteger stops = new AtomicInteger();
  private final Directory directory = new Directory();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private final class Directory implements PeerDirectory {
    private final AtomicInteger checks = new AtomicInteger();
    private final List<NetworkAddress> dialed = new CopyOnWriteArrayList<>();
    private final List<Boolean> trustedWhenDialed = new CopyOnWriteArrayList<>();
    private final List<PeerId> disconnected = new CopyOnWriteArrayList<>();
    private final Map<PeerId, PeerInfo> connections = new ConcurrentHashMap<>();

    /** Hangs unless a test says otherwise: a dial that fails is soon followed by another. */
    private volatile Future<PeerInfo> answer = Promise.<PeerInfo>promise().future();

    @Override
    public Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
      trustedWhenDialed.add(trusted.get(peer) != null);
      dialed.add(address);
      return answer;
    }

    @Override
    public Future<Void> disconnect(PeerId peer) {
      disconnected.add(peer);
      return Future.succeededFuture();
    }

    @Override
    public Collection<PeerInfo> connected() {
      checks.incrementAndGet();
      return connections.values();
    }
  }

  private static PeerInfo info(int number, PeerRole role, long connectedAt) {
    return info(number, ConnectionOrigin.INBOUND, role, connectedAt);
  }

  private static PeerInfo info(
      int number, ConnectionOrigin origin, PeerRole role, long connectedAt) {
    return new PeerInfo(
        peer(number), address(number, 80), origin, role, List.of(), connectedAt, null, 0, 0, 0, 0);
  }

  private ConnectivityManagerVerticle deploy(long interval, Map<PeerId, DiscoveredPeer> seeds) {
    return deploy(
        new ConnectivitySettings(
            peer(50),
            NetworkId.VALIDATOR,
            NodeRole.VALIDATOR,
            DiemWire.PROFILE.roles(),
            true,
            new Backoff(2, 60_000),
            3),
        interval,
        seeds);
  }

  private ConnectivityManagerVerticle deploy(
      ConnectivitySettings settings, long interval, Map<PeerId, DiscoveredPeer> seeds) {
    ConnectivityManagerVerticle verticle =
        new ConnectivityManagerVerticle(
            new ConnectivityManagerVerticle.Options("test", settings, interval, seeds),
            directory,
            trusted,
            Clock.SYSTEM,
            () -> Future.succeededFuture(stops.incrementAndGet()),
            Peers.noChance());
    vertx.deployVerticle(verticle).await();
    return verticle;
  }

  @Test
  void seeds_are_trusted_before_it_is_deployed_and_dialed_after() {
    Map<PeerId, DiscoveredPeer> seeds =
        Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 80), peer(2), keyOnly(PeerRole.KNOWN, 2));
    deploy(60_000, seeds);
    assertThat(trusted.snapshot()).containsOnlyKeys(peer(1), peer(2));
    eventually().until(() -> directory.dialed.equals(List.of(address(1, 80))));
  }

  @Test
  void an_update_is_trusted_when_its_future_completes_and_before_anything_is_dialed() {
    ConnectivityManagerVerticle verticle = deploy(60_000, Map.of());
    int listed =
        verticle
            .update(
                DiscoverySource.FILE,
                Map.of(
                    peer(1),
                    listing(PeerRole.VALIDATOR, 1, 80),
                    peer(50),
                    listing(PeerRole.VALIDATOR, 50, 80)))
            .await();
    assertThat(listed).isEqualTo(1);
    assertThat(trusted.snapshot()).containsOnlyKeys(peer(1));
    eventually().until(() -> !directory.dialed.isEmpty());
    assertThat(directory.trustedWhenDialed).containsOnly(true);
  }

  @Test
  void no_update_is_lost_however_many_come_at_once() {
    ConnectivityManagerVerticle verticle = deploy(60_000, Map.of());
    List<Future<Integer>> updates = new ArrayList<>();
    for (int i = 1; i <= 3_000; i++) {
      updates.add(
          verticle.update(DiscoverySource.FILE, Map.of(peer(100 + i), keyOnly(PeerRole.KNOWN, i))));
    }
    Future.all(updates).await();
    assertThat(trusted.snapshot()).containsOnlyKeys(peer(3_100));
  }

  @Test
  void a_dial_that_hangs_is_not_repeated_and_a_failed_one_is_repeated_after_a_pause() {
    Promise<PeerInfo> hanging = Promise.promise();
    directory.answer = hanging.future();
    deploy(10, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 80, 81)));
    eventually().until(() -> directory.dialed.size() == 1);
    int checks = directory.checks.get();
    eventually().until(() -> directory.checks.get() > checks + 10);
    assertThat(directory.dialed).hasSize(1);
    directory.answer = Promise.<PeerInfo>promise().future();
    hanging.fail(new DiemNetException(FailureCode.DIAL_FAILED, "refused"));
    eventually().until(() -> directory.dialed.size() == 2);
    assertThat(directory.dialed).containsExactly(address(1, 80), address(1, 81));
  }

  @Test
  void a_connection_takes_its_place_before_its_event_comes() {
    directory.answer =
        Future.succeededFuture(info(1, ConnectionOrigin.OUTBOUND, PeerRole.UPSTREAM, 1_000));
    ConnectivityManagerVerticle verticle =
        deploy(
            new ConnectivitySettings(
                peer(50),
                NetworkId.PUBLIC,
                NodeRole.FULL_NODE,
                DiemWire.PROFILE.roles(),
                false,
                new Backoff(2, 60_000),
                1),
            600_000,
            Map.of(
                peer(1), listing(PeerRole.PREFERRED_UPSTREAM, 1, 80),
                peer(2), listing(PeerRole.UPSTREAM, 2, 80)));
    eventually().until(() -> directory.dialed.size() == 1);
    for (int i = 0; i < 20; i++) {
      verticle
          .update(DiscoverySource.FILE, Map.of(peer(60 + i), keyOnly(PeerRole.KNOWN, 1)))
          .await();
    }
    assertThat(directory.dialed).containsExactly(address(1, 80));
  }

  @Test
  void a_lost_connection_is_dialed_again_without_waiting_for_the_next_check() {
    directory.connections.put(peer(1), info(1, PeerRole.VALIDATOR, 1_000));
    ConnectivityManagerVerticle verticle =
        deploy(600_000, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 80)));
    verticle.update(DiscoverySource.FILE, Map.of()).await();
    verticle.update(DiscoverySource.FILE, Map.of()).await();
    assertThat(directory.dialed).isEmpty();
    directory.connections.clear();
    verticle.onPeerEvent(
        new PeerEvent.LostPeer(
            20_000, info(1, PeerRole.VALIDATOR, 1_000), DisconnectReason.CONNECTION_LOST));
    eventually().until(() -> directory.dialed.size() == 1);
  }

  @Test
  void connections_to_peers_that_nobody_lists_are_closed() {
    ConnectivityManagerVerticle verticle =
        deploy(600_000, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 80)));
    verticle.onPeerEvent(new PeerEvent.NewPeer(1_000, info(1, PeerRole.VALIDATOR, 1_000)));
    verticle.update(DiscoverySource.CONFIG, Map.of()).await();
    eventually().until(() -> directory.disconnected.equals(List.of(peer(1))));
    assertThat(trusted.snapshot()).isEmpty();
  }

  @Test
  void a_connection_that_was_never_announced_is_seen_at_the_next_check() {
    deploy(20, Map.of());
    directory.connections.put(peer(7), info(7, PeerRole.VALIDATOR, 1_000));
    eventually().until(() -> directory.disconnected.contains(peer(7)));
  }

  @Test
  void a_peer_dialed_by_hand_is_left_alone_until_it_is_disconnected_by_hand() {
    ConnectivityManagerVerticle verticle = deploy(20, Map.of());
    verticle.onHandDialed(peer(7));
    // In the order of the calls: a check that is under way now must not see the connection first.
    verticle.update(DiscoverySource.FILE, Map.of()).await();
    directory.connections.put(peer(7), info(7, PeerRole.UNKNOWN, 1_000));
    verticle.onPeerEvent(new PeerEvent.NewPeer(1_000, info(7, PeerRole.UNKNOWN, 1_000)));
    // Peer 8 shows that several checks were made.
    directory.connections.put(peer(8), info(8, PeerRole.UNKNOWN, 1_000));
    eventually().until(() -> directory.disconnected.size() > 3);
    assertThat(directory.disconnected).containsOnly(peer(8));
    verticle.onHandDisconnected(peer(7));
    eventually().until(() -> directory.disconnected.contains(peer(7)));
  }

  @Test
  void nothing_is_dialed_after_undeploying_and_the_shared_shutdown_is_awaited() {
    ConnectivityManagerVerticle verticle = deploy(600_000, Map.of());
    vertx.undeploy(Set.copyOf(vertx.deploymentIDs()).iterator().next()).await();
    assertThat(stops).hasValue(1);
    verticle
        .update(DiscoverySource.FILE, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 80)))
        .await();
    verticle.update(DiscoverySource.FILE, Map.of()).await();
    assertThat(directory.dialed).isEmpty();
  }

  @Test
  void an_update_before_deployment_fails() {
    ConnectivityManagerVerticle verticle =
        new ConnectivityManagerVerticle(
            new ConnectivityManagerVerticle.Options(
                "test",
                new ConnectivitySettings(
                    peer(50),
                    NetworkId.PUBLIC,
                    NodeRole.FULL_NODE,
                    DiemWire.PROFILE.roles(),
                    false,
                    new Backoff(2, 60_000),
                    3),
                5_000,
                Map.of()),
            directory,
            trusted,
            Clock.SYSTEM,
            Future::succeededFuture);
    assertThat(verticle.update(DiscoverySource.FILE, Map.of()).failed()).isTrue();
  }
}
