package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.WireProfile;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * The configured seeds, and what the application replaces them with. The connectivity manager knows
 * those of the configuration from its creation on.
 */
final class SeedSource implements PeerSource {

  private final Findings findings;
  private final WireProfile profile;
  private final PeerRole defaultRole;

  /**
   * @param profile decides how ids and addresses are read
   * @param defaultRole the role of a seed without a role
   */
  SeedSource(Findings findings, WireProfile profile, PeerRole defaultRole) {
    this.findings = findings;
    this.profile = profile;
    this.defaultRole = defaultRole;
  }

  Future<JsonObject> replace(JsonObject peers) {
    return findings
        .parse(() -> PeersFile.peers(peers, profile, defaultRole))
        .compose(findings::update);
  }

  Future<JsonObject> replace(Map<PeerId, PeerConfig> peers) {
    return findings.parse(() -> PeersFile.peers(peers)).compose(findings::update);
  }
}
