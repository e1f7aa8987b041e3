package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;

/**
 * Dials as one identity (specification section 5). Safe for any thread; a {@link Dial} is one
 * handshake and used by one thread at a time. Both of a dial's steps compute for some 0.2 ms, so
 * they run off the loops.
 */
public final class NoiseInitiator {

  private final CryptoProvider crypto;
  private final NoiseIdentity identity;
  private final TimestampSource timestamps;
  private final KeyPair statics;
  private final StaticAgreements agreements = new StaticAgreements();

  public NoiseInitiator(CryptoProvider crypto, NoiseIdentity identity, TimestampSource timestamps) {
    this.crypto = crypto;
    this.identity = identity;
    this.timestamps = timestamps;
    this.statics = identity.keyPair();
  }

  /** Who dials. */
  public NoiseIdentity identity() {
    return identity;
  }

  /** A dial of a peer that must have this key. */
  public Dial dial(PeerId remotePeer, PublicKey remoteKey) {
    return new Dial(remotePeer, remoteKey, null);
  }

  /**
   * A dial with a given ephemeral private key, which must never be used twice: for test vectors.
   */
  public Dial dial(PeerId remotePeer, PublicKey remoteKey, byte[] ephemeralPrivateKey) {
    return new Dial(remotePeer, remoteKey, ephemeralPrivateKey.clone());
  }

  /** One handshake: {@link #clientMessage}, then {@link #finish}. */
  public final class Dial {

    private final PeerId remotePeer;
    private final PublicKey remoteKey;
    private final byte[] ephemeralPrivateKey;
    private InitiatorHandshake handshake;

    private Dial(PeerId remotePeer, PublicKey remoteKey, byte[] ephemeralPrivateKey) {
      this.remotePeer = remotePeer;
      this.remoteKey = remoteKey;
      this.ephemeralPrivateKey = ephemeralPrivateKey;
    }

    /** Who is dialed. */
    public PeerId remotePeer() {
      return remotePeer;
    }

    /**
     * The client message to send. Computes two agreements, the second only once for each remote
     * key; draws the timestamp.
     */
    public byte[] clientMessage() throws NoiseRejection {
      KeyPair ephemeral =
          ephemeralPrivateKey == null
              ? KeyPair.generate(crypto.keyAgreement())
              : KeyPair.of(crypto.keyAgreement(), ephemeralPrivateKey);
      byte[] prologue = ClientMessage.prologue(identity.peerId(), remoteKey);
      handshake =
          new InitiatorHandshake(crypto, statics, ephemeral, remoteKey, prologue, agreements);
      byte[] payload = ClientMessage.payload(timestamps.next());
      return ClientMessage.assemble(prologue, handshake.writeMessage(payload));
    }

    /** The session, from the listener's 48 bytes. Computes two agreements. */
    public NoiseSession finish(byte[] serverMessage) throws NoiseRejection {
      if (serverMessage.length != ServerMessage.LENGTH) {
        throw new NoiseRejection(NoiseFailure.INCOMPLETE);
      }
      handshake.readMessage(serverMessage);
      return new NoiseSession(remotePeer, remoteKey, PeerRole.UNKNOWN, handshake.split());
    }
  }
}
