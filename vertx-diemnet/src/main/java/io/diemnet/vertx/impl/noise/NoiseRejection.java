package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;

/**
 * A handshake that ends here, with the reason. Expected from hostile peers, so it carries no stack
 * trace; a defect of this node is its cause.
 */
public final class NoiseRejection extends Exception {

  private static final long serialVersionUID = 1L;

  private final NoiseFailure failure;
  private final transient PeerId claimedPeer;

  public NoiseRejection(NoiseFailure failure) {
    this(failure, null, null);
  }

  public NoiseRejection(NoiseFailure failure, PeerId claimedPeer, Throwable cause) {
    super(failure.description(), cause, false, false);
    this.failure = failure;
    this.claimedPeer = claimedPeer;
  }

  /** Which rule it was. */
  public NoiseFailure failure() {
    return failure;
  }

  /** Who the remote said it was, proved or not, or the peer that was dialed; null if unknown. */
  public PeerId claimedPeer() {
    return claimedPeer;
  }

  NoiseRejection claimedBy(PeerId peer) {
    return new NoiseRejection(failure, peer, getCause());
  }
}
