package io.diemnet.vertx;

import java.util.List;

/**
 * The 29 protocols that are built into the {@link WireProfile#APTOS} profile. A node answers {@link
 * #HEALTH_CHECKER_RPC} and {@link #PEER_MONITORING_SERVICE_RPC} itself and advertises these two. It
 * advertises another one only if it is among the {@linkplain DiemNetOptions#addProtocol configured
 * protocols}, which says that the application serves it. A protocol that the remote advertises may
 * be called in any case.
 */
public final class AptosProtocols {

  private static final String[] NAMES = {
    "ConsensusRpcBcs",
    "ConsensusDirectSendBcs",
    "MempoolDirectSend",
    "StateSyncDirectSend",
    "DiscoveryDirectSend",
    "HealthCheckerRpc",
    "ConsensusDirectSendJson",
    "ConsensusRpcJson",
    "StorageServiceRpc",
    "MempoolRpc",
    "PeerMonitoringServiceRpc",
    "ConsensusRpcCompressed",
    "ConsensusDirectSendCompressed",
    "NetbenchDirectSend",
    "NetbenchRpc",
    "DKGDirectSendCompressed",
    "DKGDirectSendBcs",
    "DKGDirectSendJson",
    "DKGRpcCompressed",
    "DKGRpcBcs",
    "DKGRpcJson",
    "JWKConsensusDirectSendCompressed",
    "JWKConsensusDirectSendBcs",
    "JWKConsensusDirectSendJson",
    "JWKConsensusRpcCompressed",
    "JWKConsensusRpcBcs",
    "JWKConsensusRpcJson",
    "ConsensusObserver",
    "ConsensusObserverRpc"
  };

  private static final List<ProtocolId> ALL = all(NAMES);

  /**
   * Transactions for the mempool, number 2. Its payload is {@linkplain AptosCompression
   * compressed}.
   */
  public static final ProtocolId MEMPOOL_DIRECT_SEND = ALL.get(2);

  /** Health pings, number 5. The network answers them itself. */
  public static final ProtocolId HEALTH_CHECKER_RPC = ALL.get(5);

  /** The storage service, number 8. See {@link AptosStorage}. */
  public static final ProtocolId STORAGE_SERVICE_RPC = ALL.get(8);

  /** The peer monitoring service, number 10. The network answers its requests itself. */
  public static final ProtocolId PEER_MONITORING_SERVICE_RPC = ALL.get(10);

  private AptosProtocols() {}

  /** {@return the 29 protocols, ordered by their numbers 0 to 28} */
  public static List<ProtocolId> all() {
    return ALL;
  }

  /**
   * Returns how deeply the values of a protocol may be nested. Aptos nodes refuse a payload with
   * more structures and enums within each other.
   *
   * @param protocol the protocol
   * @return 32 for the two protocols of the mempool, else 64
   */
  public static int maxDepth(ProtocolId protocol) {
    return protocol.name().startsWith("Mempool") ? 32 : 64;
  }

  private static List<ProtocolId> all(String[] names) {
    ProtocolId[] protocols = new ProtocolId[names.length];
    for (int number = 0; number < names.length; number++) {
      protocols[number] = new ProtocolId(names[number], number);
    }
    return List.of(protocols);
  }
}
