package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.noise.Authenticator;
import io.diemnet.vertx.impl.noise.ClientMessage;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseRejection;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.noise.TimestampSource;
import io.diemnet.vertx.impl.noise.TransportCiphers;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;

/**
 * Both ends of a fresh Noise session.
 *
 * @param own the ciphers of the end under test
 * @param remote those of the other end
 */
record Sessions(TransportCiphers own, TransportCiphers remote) {

  static Sessions fresh() {
    NoiseIdentity remote = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
    NoiseIdentity own = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
    NoiseInitiator.Dial dial =
        new NoiseInitiator(CryptoProviders.jdk(), remote, new TimestampSource())
            .dial(own.peerId(), own.publicKey());
    NoiseResponder responder =
        new NoiseResponder(
            CryptoProviders.jdk(),
            own,
            Authenticator.maybeMutual(new TrustedPeers(), DiemWire.PEER_IDS, PeerRole.UNKNOWN));
    try {
      NoiseResponder.Answer answer = responder.accept(ClientMessage.of(dial.clientMessage()));
      return new Sessions(
          answer.session().ciphers(), dial.finish(answer.serverMessage()).ciphers());
    } catch (NoiseRejection impossible) {
      throw new AssertionError(impossible);
    }
  }
}
