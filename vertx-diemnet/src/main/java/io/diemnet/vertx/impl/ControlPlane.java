package io.diemnet.vertx.impl;

import io.diemnet.vertx.ConnectivityOptions;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiscoveryOptions;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.connectivity.AccessLists;
import io.diemnet.vertx.impl.connectivity.Backoff;
import io.diemnet.vertx.impl.connectivity.ConnectivityManagerVerticle;
import io.diemnet.vertx.impl.connectivity.ConnectivitySettings;
import io.diemnet.vertx.impl.connectivity.PeerDirectory;
import io.diemnet.vertx.impl.connectivity.PeerUpdates;
import io.diemnet.vertx.impl.discovery.AddressKeys;
import io.diemnet.vertx.impl.discovery.DiscoveryVerticle;
import io.diemnet.vertx.impl.discovery.PeersFile;
import io.diemnet.vertx.impl.health.HealthCheckerVerticle;
import io.diemnet.vertx.impl.health.LatencyMonitorVerticle;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.peermanager.PeerHealth;
import io.diemnet.vertx.impl.peermanager.PeerRegistry;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.util.Clock;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Creates the verticles of the control plane from the options of a network. */
final class ControlPlane {

  private final DiemNetOptions options;
  private final Profile profile;
  private final Clock clock;
  private final Supplier<Future<?>> shutdown;

  ControlPlane(DiemNetOptions options, Profile profile, Clock clock, Supplier<Future<?>> shutdown) {
    this.options = options;
    this.profile = profile;
    this.clock = clock;
    this.shutdown = shutdown;
  }

  ConnectivityManagerVerticle connectivity(
      PeerId self, PeerDirectory directory, TrustedPeers trusted) {
    ConnectivityOptions eager = options.getConnectivity();
    ConnectivitySettings settings =
        new ConnectivitySettings(
            self,
            options.getNetworkId(),
            options.getRole(),
            profile.roles(),
            options.isMutualAuthentication(),
            new Backoff(eager.getBackoffBase(), eager.getMaxDelay()),
            eager.getMaxOutbound(),
            profile.probed(),
            AccessLists.of(options.getAccess()));
    return new ConnectivityManagerVerticle(
        new ConnectivityManagerVerticle.Options(
            options.getName(),
            settings,
            eager.getCheckInterval(),
            PeersFile.discovered(options.getSeeds())),
        directory,
        trusted,
        clock,
        shutdown);
  }

  HealthCheckerVerticle health(PeerRegistry registry, NetworkMetrics metrics) {
    HealthOptions health = options.getHealth();
    return new HealthCheckerVerticle(
        new HealthCheckerVerticle.Options(
            options.getName(),
            health.getInterval(),
            health.getTimeout(),
            health.getFailuresTolerated()),
        new PeerHealth(registry),
        clock,
        metrics::healthPing,
        shutdown);
  }

  /** Null in a profile without latency pings. */
  LatencyMonitorVerticle latency(PeerRegistry registry, NetworkMetrics metrics) {
    return profile.monitored()
        ? new LatencyMonitorVerticle(new PeerHealth(registry), clock, metrics::healthPing, shutdown)
        : null;
  }

  DiscoveryVerticle discovery(PeerId self, PeerUpdates updates, Supplier<PublicKey> ownKey) {
    Map<Integer, byte[]> addressKeys = new HashMap<>();
    options.getAddressKeys().forEach((version, key) -> addressKeys.put(version.intValue(), key));
    return new DiscoveryVerticle(
        new DiscoveryVerticle.Options(
            options.getName(),
            options.getNetworkId(),
            self,
            options.getProfile(),
            files(DiscoveryOptions.Type.FILE),
            AddressKeys.of(addressKeys),
            files(DiscoveryOptions.Type.VALIDATOR_SET)),
        updates,
        ownKey,
        shutdown);
  }

  private List<DiscoveryVerticle.FileSource> files(DiscoveryOptions.Type type) {
    return options.getDiscovery().stream()
        .filter(source -> source.getType() == type && source.getPath() != null)
        .map(source -> new DiscoveryVerticle.FileSource(source.getPath(), source.getInterval()))
        .toList();
  }
}
