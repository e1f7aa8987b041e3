package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import io.diemnet.vertx.impl.util.LogFields;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The on-chain validator set, which the application passes in (specification section 11). Compares
 * the keys that the set gives this node with the key that it has.
 */
final class ValidatorSetSource implements PeerSource {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryVerticle.class);

  private static final int PROBLEMS_LOGGED = 10;

  private final DiscoveryVerticle.Options options;
  private final Findings findings;
  private final Supplier<PublicKey> ownKey;
  private volatile Set<PublicKey> ownKeysInSet;

  ValidatorSetSource(
      DiscoveryVerticle.Options options, Findings findings, Supplier<PublicKey> ownKey) {
    this.options = options;
    this.findings = findings;
    this.ownKey = ownKey;
  }

  Future<JsonObject> replace(Buffer bytes) {
    if (options.profile() != WireProfile.DIEM) {
      return Future.failedFuture(
          new DiemNetException(
              FailureCode.INVALID_REQUEST, "validator sets are read in profile diem only"));
    }
    return findings
        .parse(
            () ->
                ValidatorSetReader.read(
                    bytes.getBytes(), options.networkId(), options.addressKeys()))
        .compose(
            set -> {
              report(set.problems());
              compareOwnKey(set.peers().get(options.self()));
              return findings
                  .update(set.peers())
                  .map(
                      counts ->
                          counts
                              .put("failed", set.problems().size())
                              .put("keyMismatch", keyMismatch()));
            });
  }

  /** Whether the set lists this node without the key that it has. */
  boolean keyMismatch() {
    Set<PublicKey> keys = ownKeysInSet;
    return keys != null && !keys.contains(ownKey.get());
  }

  private void report(Map<PeerId, String> problems) {
    int logged = 0;
    for (Map.Entry<PeerId, String> problem : problems.entrySet()) {
      findings.failed();
      if (logged++ < PROBLEMS_LOGGED) {
        LogFields.peer(LOG.atWarn(), findings.network(), problem.getKey())
            .log(
                "{}: validator {} has no addresses: {}",
                findings.network(),
                problem.getKey(),
                problem.getValue());
      }
    }
    if (logged > PROBLEMS_LOGGED) {
      LogFields.network(LOG.atWarn(), findings.network())
          .log("{}: and {} more validators", findings.network(), logged - PROBLEMS_LOGGED);
    }
  }

  private void compareOwnKey(DiscoveredPeer self) {
    ownKeysInSet = self == null ? null : self.keys();
    if (keyMismatch()) {
      LogFields.network(LOG.atError(), findings.network())
          .log(
              "{}: the validator set gives this node the keys {}, but its key is {}",
              findings.network(),
              ownKeysInSet,
              ownKey.get());
    }
  }
}
