package io.diemnet.vertx.impl;

import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.PeerIds;
import io.diemnet.vertx.impl.util.LogFields;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the identity of a network. It reads files, so it must not run on an event loop. */
final class Identity {

  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

  private Identity() {}

  /**
   * Returns the identity of these options: from the key file, from the given key, or with a new
   * random key.
   *
   * @throws IllegalArgumentException if the key file cannot be used; the message never contains any
   *     of its content
   */
  static NoiseIdentity load(String network, IdentityOptions options, PeerIds ids) {
    PrivateKey key;
    if (options.getPrivateKeyFile() != null) {
      key = KeyFile.read(Path.of(options.getPrivateKeyFile()));
    } else if (options.getPrivateKey() != null) {
      key = options.getPrivateKey();
    } else if (options.isKeyLeftOut()) {
      throw new IllegalArgumentException(
          "identity.privateKey was left out by toJson(), which writes no keys: configure"
              + " identity.privateKeyFile, or set the key, or set null for a fresh one");
    } else {
      key = PrivateKey.generate();
      LogFields.network(LOG.atWarn(), network)
          .log("{}: no private key is configured, so this run has a fresh identity", network);
    }
    if (options.getPeerId() == null) {
      return NoiseIdentity.of(key, ids);
    }
    ids.check(options.getPeerId());
    return new NoiseIdentity(options.getPeerId(), key);
  }
}
