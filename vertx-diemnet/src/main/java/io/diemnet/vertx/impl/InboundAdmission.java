package io.diemnet.vertx.impl;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.memory.MemoryBudget;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.peermanager.PeerRegistry;
import io.diemnet.vertx.impl.transport.EdgeSettings;
import io.diemnet.vertx.impl.transport.UpgradeException;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;

/**
 * What the id that a dialer claims, in clear, already decides: the same as would be decided after
 * the handshake, before anything is computed for somebody who cannot get in.
 */
final class InboundAdmission implements EdgeSettings.Admission {

  private final boolean mutual;
  private final int maxUnknown;
  private final TrustedPeers trusted;
  private final PeerRegistry registry;
  private final MemoryBudget memory;

  InboundAdmission(
      DiemNetOptions options, TrustedPeers trusted, PeerRegistry registry, MemoryBudget memory) {
    this.mutual = options.isMutualAuthentication();
    this.maxUnknown = options.getLimits().getMaxInbound();
    this.trusted = trusted;
    this.registry = registry;
    this.memory = memory;
  }

  @Override
  public boolean trusts(PeerId claimed) {
    return trusted.get(claimed) != null;
  }

  @Override
  public UpgradeException refusal(PeerId claimed) {
    if (mutual && !trusts(claimed)) {
      return new UpgradeException(
          Step.NOISE, FailureReason.UNKNOWN_PEER, "the remote's peer id is not in the trusted set");
    }
    // A peer that is connected goes through the tie-break instead.
    if (trusted.role(claimed) == PeerRole.UNKNOWN
        && registry.get(claimed) == null
        && registry.unknownInbound(trusted) >= maxUnknown) {
      return new UpgradeException(
          Step.REGISTER,
          FailureReason.TOO_MANY_UNKNOWN,
          maxUnknown + " unknown peers are connected already");
    }
    if (trusted.role(claimed) == PeerRole.UNKNOWN && memory.strangersFull()) {
      return new UpgradeException(
          Step.REGISTER,
          FailureReason.MEMORY,
          "unknown peers hold "
              + memory.used(MemoryClass.STRANGERS)
              + " bytes of the "
              + memory.limit(MemoryClass.STRANGERS)
              + " that they may");
    }
    return null;
  }
}
