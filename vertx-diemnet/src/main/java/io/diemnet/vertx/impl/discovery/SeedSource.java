package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * The configured seeds, and what the application replaces them with. The connectivity manager knows
 * those of the configuration from its creation on.
 */
final class SeedSource implements PeerSource {

  private final Findings findings;

  SeedSource(Findings findings) {
    this.findings = findings;
  }

  Future<JsonObject> replace(JsonObject peers) {
    return findings.parse(() -> PeersFile.peers(peers)).compose(findings::update);
  }

  Future<JsonObject> replace(Map<PeerId, PeerConfig> peers) {
    return findings.parse(() -> PeersFile.peers(peers)).compose(findings::update);
  }
}
