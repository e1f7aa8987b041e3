package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.bcs.Bytes;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import io.diemnet.vertx.impl.util.LogFields;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peers files of a network, read at once and then at their intervals. A file that cannot be
 * read changes nothing.
 */
final class PeersFileSource implements PeerSource {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryVerticle.class);

  private final List<DiscoveryVerticle.FileSource> sources;
  private final WireProfile profile;
  private final Findings findings;
  private final BooleanSupplier stopped;
  private final List<PeersFileWatch> files = new ArrayList<>();

  PeersFileSource(
      List<DiscoveryVerticle.FileSource> sources,
      WireProfile profile,
      Findings findings,
      BooleanSupplier stopped) {
    this.sources = sources;
    this.profile = profile;
    this.findings = findings;
    this.stopped = stopped;
  }

  @Override
  public void start() {
    Context context = Vertx.currentContext();
    for (DiscoveryVerticle.FileSource source : sources) {
      PeersFileWatch watch = new PeersFileWatch(source.path());
      files.add(watch);
      new RepeatedReading(context, source.intervalMillis(), stopped)
          .start(
              () -> {
                Bytes known = watch.digest();
                return () -> PeersFileWatch.read(watch.path(), known, profile);
              },
              read ->
                  accept(
                      watch,
                      read.succeeded()
                          ? read.result()
                          : new PeersFileWatch.Reading(
                              null, null, "cannot be read: " + read.cause())));
    }
  }

  private void accept(PeersFileWatch watch, PeersFileWatch.Reading reading) {
    boolean news = watch.accept(reading);
    if (watch.problem() != null) {
      findings.failed();
      if (news) {
        LogFields.network(LOG.atWarn(), findings.network())
            .log(
                "{}: peers file {} changes nothing: {}",
                findings.network(),
                watch.path(),
                watch.problem());
      }
      return;
    }
    findings.read();
    if (news) {
      LogFields.network(LOG.atInfo(), findings.network())
          .log(
              "{}: peers file {} lists {} peers",
              findings.network(),
              watch.path(),
              watch.peers().size());
      findings.update(allFiles());
    }
  }

  /** Several files are one source: of a peer that is in two, all addresses and keys count. */
  private Map<PeerId, DiscoveredPeer> allFiles() {
    Map<PeerId, DiscoveredPeer> all = new LinkedHashMap<>();
    for (PeersFileWatch watch : files) {
      if (watch.peers() != null) {
        watch.peers().forEach((peer, listing) -> all.merge(peer, listing, DiscoveredPeer::and));
      }
    }
    return all;
  }
}
