package io.diemnet.vertx.impl.connectivity;

/**
 * Who tells of peers, highest priority first: a peer's addresses are tried in this order
 * (specification section 10).
 */
public enum DiscoverySource {
  /** The on-chain validator set. */
  VALIDATOR_SET("validator-set"),
  /** Peers files. */
  FILE("file"),
  /** The seeds of the configuration, and what replaced them since. */
  CONFIG("config");

  private final String text;

  DiscoverySource(String text) {
    this.text = text;
  }

  /** As in the tag {@code source} of the metrics and in the answers on the event bus. */
  @Override
  public String toString() {
    return text;
  }
}
