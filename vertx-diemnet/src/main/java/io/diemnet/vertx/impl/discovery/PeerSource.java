package io.diemnet.vertx.impl.discovery;

/**
 * A source of peers: it learns of peers in its own way and reports all that it knows to its {@link
 * Findings}. All methods are called on the context of the {@link DiscoveryVerticle}, which lists
 * the sources of a network.
 */
interface PeerSource {

  /** Starts to look for peers; a source that the application feeds has nothing to start. */
  default void start() {}
}
