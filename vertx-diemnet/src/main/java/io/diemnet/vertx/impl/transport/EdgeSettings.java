package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import java.net.InetAddress;

/**
 * The checks that an accepted channel passes before anything is computed for it.
 *
 * @param proxyProtocol whether each channel must begin with a PROXY header
 */
public record EdgeSettings(boolean proxyProtocol, UpgradeLimits limits, Admission admission) {

  /** What the trusted set and the bounds say of a PeerId. Thread-safe. */
  public interface Admission {

    /** Whether the id is that of a trusted peer. */
    boolean trusts(PeerId claimed);

    /** The role of a peer in the trusted set; {@code UNKNOWN} if it is not there. */
    PeerRole role(PeerId peer);

    /**
     * The reason to refuse a dialer that claims this id before its proof is checked; null if there
     * is none.
     *
     * @param source the remote's address, or null if it has none
     */
    UpgradeException refusal(PeerId claimed, InetAddress source);
  }
}
