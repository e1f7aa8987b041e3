package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;

/**
 * Answers as one identity, with the six rules of specification section 5 in their order: {@link
 * #check} has the cheap ones, {@link #accept} the rest. Safe for any thread.
 */
public final class NoiseResponder {

  private static final byte[] NO_PAYLOAD = new byte[0];

  private final CryptoProvider crypto;
  private final NoiseIdentity identity;
  private final Authenticator authenticator;
  private final KeyPair statics;
  private final StaticAgreements agreements = new StaticAgreements();

  public NoiseResponder(
      CryptoProvider crypto, NoiseIdentity identity, Authenticator authenticator) {
    this.crypto = crypto;
    this.identity = identity;
    this.authenticator = authenticator;
    this.statics = identity.keyPair();
  }

  /**
   * What a good client message leads to.
   *
   * @param serverMessage the 48 bytes to send
   * @param session what stands from then on
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  public record Answer(byte[] serverMessage, NoiseSession session) {}

  /** The bytes of a client message: they follow from the length of this node's own PeerId. */
  int messageLength() {
    return ClientMessage.length(identity.peerId().length());
  }

  /**
   * Whether the beginning of a client message has this node's key where a profile with ids of
   * another length has it.
   *
   * @return words for people, or null
   */
  String otherProfile(byte[] message, int length) {
    int other = identity.peerId().length() == 16 ? 32 : 16;
    return length >= other + PublicKey.LENGTH
            && PublicKey.of(message, other).equals(identity.publicKey())
        ? "the remote speaks another wire profile, in which peer ids have "
            + other
            + " bytes"
            + (other == 16 ? " (diem)" : " (aptos)")
        : null;
  }

  /** The identity that answers. */
  public NoiseIdentity identity() {
    return identity;
  }

  /** Rules 2 and 3, which cost nothing: fit for an event loop. */
  public void check(ClientMessage message) throws NoiseRejection {
    if (message.peerId().equals(identity.peerId())) {
      throw new NoiseRejection(NoiseFailure.SELF_DIAL);
    }
    if (!message.expectedKey().equals(identity.publicKey())) {
      throw new NoiseRejection(NoiseFailure.WRONG_KEY);
    }
  }

  /**
   * Rules 4 to 6, then the answer. Computes four agreements, some 0.35 ms, two if the dialer is
   * refused, and one less of a known peer after the first time: not for an event loop. A good
   * timestamp is stored before this returns.
   */
  public Answer accept(ClientMessage message) throws NoiseRejection {
    return accept(message, null);
  }

  /** As {@link #accept(ClientMessage)}, with a given ephemeral private key: for test vectors. */
  public Answer accept(ClientMessage message, byte[] ephemeralPrivateKey) throws NoiseRejection {
    check(message);
    ResponderHandshake handshake =
        new ResponderHandshake(crypto, statics, message.prologue(), agreements);
    long timestamp = ClientMessage.timestamp(handshake.readMessage(message.noiseMessage()));
    PublicKey remoteKey = PublicKey.of(handshake.remoteStatic());
    PeerId remotePeer = message.peerId();
    PeerRole role = authenticator.authenticate(remotePeer, remoteKey);
    authenticator.checkReplay(remoteKey, timestamp);
    if (authenticator.knows(remotePeer)) {
      handshake.remember();
    }
    KeyPair ephemeral =
        ephemeralPrivateKey == null
            ? KeyPair.generate(crypto.keyAgreement())
            : KeyPair.of(crypto.keyAgreement(), ephemeralPrivateKey);
    byte[] serverMessage = handshake.writeMessage(ephemeral, NO_PAYLOAD);
    return new Answer(
        serverMessage, new NoiseSession(remotePeer, remoteKey, role, handshake.split()));
  }
}
