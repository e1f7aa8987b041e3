package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.diemnet.vertx.impl.memory.MemoryClass;

/** Values that are read at each scrape. Thread-safe. */
public interface NetworkGauges {

  /** The number of established connections. */
  long connections(ConnectionOrigin direction);

  /**
   * Outbound: the number of messages that wait to be written. Inbound: the number of messages that
   * the application has not yet answered or processed.
   */
  long queueMessages(ConnectionOrigin direction);

  /** The bytes of these messages. */
  long queueBytes(ConnectionOrigin direction);

  /** The bytes that the connections of a class hold in this network. */
  long memoryBytes(MemoryClass of);

  /** The bytes that a class may hold in the whole process. */
  long memoryLimit(MemoryClass of);

  /** The number of peers that a source currently lists. */
  long discoveryPeers(DiscoverySource source);

  /** The number of failed reads of a source and of its entries. */
  long discoveryFailures(DiscoverySource source);

  /** The number of known peers in a state. */
  long knownPeers(KnownPeer.State state);

  /** The number of known peers that should be connected and are not. */
  long missingPeers();

  /** Whether a peer has a connection of this direction. */
  boolean connected(PeerId peer, ConnectionOrigin direction);

  /** Whether the validator set lists this node with other keys than its own. */
  boolean keyMismatch();
}
