package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.diemnet.vertx.impl.memory.MemoryClass;

/** What a network knows anyway and is asked for at each scrape. Any thread may ask. */
public interface NetworkGauges {

  /** Usable connections. */
  long connections(ConnectionOrigin direction);

  /**
   * Outbound: messages that wait to be written. Inbound: messages that the application holds and
   * has not answered or taken yet.
   */
  long queueMessages(ConnectionOrigin direction);

  /** The bytes of these messages. */
  long queueBytes(ConnectionOrigin direction);

  /** Bytes that the network's connections of a class hold. */
  long memoryBytes(MemoryClass of);

  /** Bytes that a class may hold in the whole process. */
  long memoryLimit(MemoryClass of);

  /** Peers that a source lists now. */
  long discoveryPeers(DiscoverySource source);

  /** Times that a source could not be read, and entries of it that could not be. */
  long discoveryFailures(DiscoverySource source);

  /** Whether the validator set lists this node with keys that do not include its own. */
  boolean keyMismatch();
}
