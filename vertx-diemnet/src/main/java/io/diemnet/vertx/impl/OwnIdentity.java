package io.diemnet.vertx.impl;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.Authenticator;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.noise.ReplayTable;
import io.diemnet.vertx.impl.noise.TimestampSource;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.util.LogFields;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current identity of this node, and the two sides of the Noise handshake made with it. A
 * reload replaces them in one step and keeps the peer id. Thread-safe.
 */
final class OwnIdentity {

  private static final Logger LOG = LoggerFactory.getLogger(OwnIdentity.class);

  private record Keys(NoiseIdentity identity, NoiseInitiator initiator, NoiseResponder responder) {}

  private final NetworkCore core;
  private final TrustedPeers trusted;
  private final ReplayTable replays = new ReplayTable();
  private final TimestampSource timestamps;
  private volatile Keys keys;

  OwnIdentity(NetworkCore core, TrustedPeers trusted, NoiseIdentity loaded) {
    this.core = core;
    this.trusted = trusted;
    this.timestamps = new TimestampSource(core.clock()::millis);
    this.keys = keys(loaded);
  }

  private Keys keys(NoiseIdentity loaded) {
    return new Keys(
        loaded,
        new NoiseInitiator(core.crypto(), loaded, timestamps),
        new NoiseResponder(
            core.crypto(),
            loaded,
            core.options().isMutualAuthentication()
                ? Authenticator.mutual(trusted, replays)
                : Authenticator.maybeMutual(
                    trusted,
                    core.profile().peerIds(),
                    core.profile()
                        .roles()
                        .ofStrangers(core.options().getNetworkId(), core.options().getRole()))));
  }

  PeerId peerId() {
    return keys.identity().peerId();
  }

  PublicKey publicKey() {
    return keys.identity().publicKey();
  }

  NoiseInitiator initiator() {
    return keys.initiator();
  }

  NoiseResponder responder() {
    return keys.responder();
  }

  /**
   * Reads the key file again. Existing connections are kept. New handshakes use the new key and the
   * same peer id.
   *
   * @return fails with {@link FailureCode#INVALID_REQUEST} if the file cannot be used; the key is
   *     then not changed
   */
  Future<Void> reload() {
    DiemNetOptions options = core.options();
    if (options.getIdentity().getPrivateKeyFile() == null) {
      return Future.failedFuture(
          new DiemNetException(
              FailureCode.INVALID_REQUEST,
              "there is no key file: configure identity.privateKeyFile"));
    }
    return core.vertx()
        .executeBlocking(
            () -> Identity.load(options.getName(), options.getIdentity(), core.profile().peerIds()))
        .recover(
            failure ->
                Future.failedFuture(
                    new DiemNetException(
                        FailureCode.INVALID_REQUEST, failure.getMessage(), failure)))
        .map(
            loaded -> {
              keys = keys(new NoiseIdentity(peerId(), loaded.privateKey()));
              LogFields.network(LOG.atInfo(), core.name())
                  .log("{}: the public key is now {}", core.name(), publicKey());
              if (!options.isMutualAuthentication()
                  && !peerId().equals(core.profile().peerIds().fromPublicKey(publicKey()))) {
                LogFields.network(LOG.atWarn(), core.name())
                    .log(
                        "{}: peers that do not list this node will refuse it, because its id is not"
                            + " derived from its key",
                        core.name());
              }
              return null;
            });
  }
}
