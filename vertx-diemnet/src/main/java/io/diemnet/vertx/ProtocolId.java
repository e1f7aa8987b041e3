package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.Profiles;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An application protocol: a name and a number on the wire (specification section 7). Seven
 * protocols are built in. An application may define others with the numbers 7 to 255. In the {@link
 * WireProfile#APTOS} profile 29 are built in, see {@link AptosProtocols}; an application's own have
 * the numbers 29 to 255.
 *
 * <p>Immutable and thread-safe.
 */
public final class ProtocolId {

  /** The built-in protocol {@code ConsensusRpc}, number 0. */
  public static final ProtocolId CONSENSUS_RPC = new ProtocolId("ConsensusRpc", 0);

  /** The built-in protocol {@code ConsensusDirectSend}, number 1. */
  public static final ProtocolId CONSENSUS_DIRECT_SEND = new ProtocolId("ConsensusDirectSend", 1);

  /** The built-in protocol {@code MempoolDirectSend}, number 2. */
  public static final ProtocolId MEMPOOL_DIRECT_SEND = new ProtocolId("MempoolDirectSend", 2);

  /** The built-in protocol {@code StateSyncDirectSend}, number 3. */
  public static final ProtocolId STATE_SYNC_DIRECT_SEND = new ProtocolId("StateSyncDirectSend", 3);

  /** The built-in protocol {@code DiscoveryDirectSend}, number 4. */
  public static final ProtocolId DISCOVERY_DIRECT_SEND = new ProtocolId("DiscoveryDirectSend", 4);

  /** The built-in protocol {@code HealthCheckerRpc}, number 5. */
  public static final ProtocolId HEALTH_CHECKER_RPC = new ProtocolId("HealthCheckerRpc", 5);

  /** The built-in protocol {@code ConsensusDirectSendJSON}, number 6. */
  public static final ProtocolId CONSENSUS_DIRECT_SEND_JSON =
      new ProtocolId("ConsensusDirectSendJSON", 6);

  private static final List<ProtocolId> BUILT_IN =
      List.of(
          CONSENSUS_RPC,
          CONSENSUS_DIRECT_SEND,
          MEMPOOL_DIRECT_SEND,
          STATE_SYNC_DIRECT_SEND,
          DISCOVERY_DIRECT_SEND,
          HEALTH_CHECKER_RPC,
          CONSENSUS_DIRECT_SEND_JSON);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final String name;
  private final int number;

  ProtocolId(String name, int number) {
    this.name = name;
    this.number = number;
  }

  /** {@return the seven built-in protocols, ordered by their numbers 0 to 6} */
  public static List<ProtocolId> builtIn() {
    return BUILT_IN;
  }

  /**
   * Returns the protocols that are built into a profile.
   *
   * @param profile the profile of a network
   * @return the protocols, ordered by their numbers
   */
  public static List<ProtocolId> builtIn(WireProfile profile) {
    return Profiles.of(profile).protocols().builtIn();
  }

  /**
   * Creates an application protocol.
   *
   * @param name 1 to 64 characters of {@code A-Z a-z 0-9 _ -}, not a built-in name
   * @param number the number, 7 to 255; numbers up to 127 take one byte on the wire, others two
   * @return the protocol
   * @throws IllegalArgumentException if the name or the number is not allowed
   */
  public static ProtocolId custom(String name, int number) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a protocol's name is 1 to 64 of A-Z a-z 0-9 _ -, not '" + name + "'");
    }
    if (number < BUILT_IN.size() || number > 255) {
      throw new IllegalArgumentException(
          "the number of protocol " + name + " must be from 7 to 255, not " + number);
    }
    if (BUILT_IN.stream().anyMatch(p -> p.name.equals(name))) {
      throw new IllegalArgumentException("protocol " + name + " is built in");
    }
    return new ProtocolId(name, number);
  }

  /** {@return the number on the wire, 0 to 255} */
  public int number() {
    return number;
  }

  /** {@return the name} */
  public String name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProtocolId id && number == id.number && name.equals(id.name);
  }

  @Override
  public int hashCode() {
    return 31 * number + name.hashCode();
  }

  /** {@return the name of the protocol} */
  @Override
  public String toString() {
    return name;
  }
}
