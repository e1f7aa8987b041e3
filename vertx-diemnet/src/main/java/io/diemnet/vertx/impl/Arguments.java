package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.INVALID_REQUEST;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.peer.Recipients;
import java.util.Collection;
import java.util.Map;

/** Checks of the arguments of API calls. They throw INVALID_REQUEST. */
final class Arguments {

  private Arguments() {}

  static <T> T given(T argument, String name) {
    if (argument == null) {
      throw invalid("the " + name + " is missing");
    }
    return argument;
  }

  static PeerId givenPeer(PeerId peer) {
    return given(peer, "peer");
  }

  /** Requires that no peer and no configuration of seeds is missing. */
  static void givenSeeds(Map<PeerId, PeerConfig> seeds) {
    given(seeds, "seeds")
        .forEach(
            (peer, config) -> {
              givenPeer(peer);
              given(config, "configuration of " + peer);
            });
  }

  /** Requires that a message goes to few enough peers. */
  static void few(Collection<PeerId> peers, int connected) {
    String refusal =
        peers.size() <= Recipients.MAX ? null : Recipients.refusal(peers.size(), connected);
    if (refusal != null) {
      throw invalid(refusal);
    }
  }

  static DiemNetException invalid(String message) {
    return new DiemNetException(INVALID_REQUEST, message);
  }
}
