package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.PeerId;

/**
 * What stands between an accepted channel and the first thing that is computed for it.
 *
 * @param proxyProtocol whether each channel must begin with a PROXY header
 */
public record EdgeSettings(boolean proxyProtocol, UpgradeLimits limits, Admission admission) {

  /** What is known of a dialer from the id that it claims. For any thread. */
  public interface Admission {

    /** Whether the id is that of a trusted peer. */
    boolean trusts(PeerId claimed);

    /** Why who has this id would be refused whatever he proves; null if he may be let in. */
    UpgradeException refusal(PeerId claimed);
  }
}
