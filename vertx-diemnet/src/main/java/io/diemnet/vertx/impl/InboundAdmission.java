package io.diemnet.vertx.impl;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.memory.MemoryBudget;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.peermanager.UnknownPeers;
import io.diemnet.vertx.impl.transport.EdgeSettings;
import io.diemnet.vertx.impl.transport.UpgradeException;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import java.net.InetAddress;

/**
 * Refuses inbound connections by the peer id that the remote sends in clear, before any key
 * agreement is computed. The result is the same as that of the checks after the handshake.
 */
final class InboundAdmission implements EdgeSettings.Admission {

  private final boolean mutual;
  private final TrustedPeers trusted;
  private final UnknownPeers unknown;
  private final MemoryBudget memory;

  InboundAdmission(
      boolean mutual, TrustedPeers trusted, UnknownPeers unknown, MemoryBudget memory) {
    this.mutual = mutual;
    this.trusted = trusted;
    this.unknown = unknown;
    this.memory = memory;
  }

  @Override
  public boolean trusts(PeerId claimed) {
    return trusted.get(claimed) != null;
  }

  @Override
  public PeerRole role(PeerId peer) {
    return trusted.role(peer);
  }

  @Override
  public UpgradeException refusal(PeerId claimed, InetAddress source) {
    if (mutual && !trusts(claimed)) {
      return new UpgradeException(
          Step.NOISE, FailureReason.UNKNOWN_PEER, "the remote's peer id is not in the trusted set");
    }
    if (!unknown.access().admits(claimed)) {
      return new UpgradeException(
          Step.NOISE, FailureReason.NO_ACCESS, unknown.access().refusal(claimed));
    }
    UpgradeException refusal = unknown.refusal(claimed, source);
    return refusal != null ? refusal : memoryRefusal(claimed);
  }

  private UpgradeException memoryRefusal(PeerId claimed) {
    if (trusted.role(claimed) != PeerRole.UNKNOWN || !memory.strangersFull()) {
      return null;
    }
    return new UpgradeException(
        Step.REGISTER,
        FailureReason.MEMORY,
        "untrusted peers hold "
            + memory.used(MemoryClass.STRANGERS)
            + " bytes; their limit is "
            + memory.limit(MemoryClass.STRANGERS));
  }
}
