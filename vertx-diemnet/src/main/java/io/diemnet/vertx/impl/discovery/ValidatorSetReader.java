package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Extracts the peers of one network from an on-chain validator set (specification section 11).
 * Stateless.
 */
public final class ValidatorSetReader {

  /** 4 MiB, about 10,000 validators. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /**
   * The content of a decoded set.
   *
   * @param peers every validator; those with bad addresses have none
   * @param problems the problems with addresses, by validator
   */
  public record Result(Map<PeerId, DiscoveredPeer> peers, Map<PeerId, String> problems) {}

  private ValidatorSetReader() {}

  /**
   * Reads a set. The validator network uses the encrypted addresses; other networks use the
   * addresses of the full nodes. The last entry of a repeated account counts.
   *
   * @throws DiscoveryException if the set cannot be decoded or is larger than 4 MiB
   */
  public static Result read(byte[] bytes, NetworkId network, AddressKeys keys)
      throws DiscoveryException {
    if (bytes.length > MAX_BYTES) {
      throw new DiscoveryException(
          "the validator set has "
              + bytes.length
              + " bytes, at most "
              + MAX_BYTES
              + " are allowed");
    }
    ValidatorSet set;
    try {
      set = ValidatorSet.decode(bytes);
    } catch (BcsException e) {
      throw new DiscoveryException("not a validator set: " + e.getMessage());
    }
    PeerRole role = network.isValidator() ? PeerRole.VALIDATOR : PeerRole.VALIDATOR_FULL_NODE;
    Map<PeerId, DiscoveredPeer> peers = new LinkedHashMap<>();
    Map<PeerId, String> problems = new LinkedHashMap<>();
    for (ValidatorInfo validator : set.validators()) {
      AddressList list =
          network.isValidator()
              ? validator.validatorAddresses(keys)
              : validator.config().fullNodeAddresses();
      peers.put(validator.account(), new DiscoveredPeer(list.addresses(), Set.of(), role));
      problems.remove(validator.account());
      if (list.problem() != null) {
        problems.put(validator.account(), list.problem());
      }
    }
    return new Result(peers, problems);
  }
}
