package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.PeerId;
import java.net.InetAddress;

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

    /**
     * Why a peer with this id would be refused whatever it proves; null if it may be let in.
     *
     * @param source the remote's address, or null if it has none
     */
    UpgradeException refusal(PeerId claimed, InetAddress source);
  }
}
