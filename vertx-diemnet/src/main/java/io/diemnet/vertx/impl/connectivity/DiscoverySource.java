package io.diemnet.vertx.impl.connectivity;

/**
 * The discovery sources, highest priority first. The addresses of a peer are tried in this order
 * (specification section 10).
 */
public enum DiscoverySource {
  /** The on-chain validator set. */
  VALIDATOR_SET("validator-set"),
  /** Peers files. */
  FILE("file"),
  /** The configured seeds and their replacements. */
  CONFIG("config");

  private final String text;

  DiscoverySource(String text) {
    this.text = text;
  }

  /** The name as in the tag {@code source} of the metrics and in event-bus replies. */
  @Override
  public String toString() {
    return text;
  }
}
