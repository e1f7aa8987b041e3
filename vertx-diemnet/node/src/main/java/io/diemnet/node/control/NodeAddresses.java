package io.diemnet.node.control;

import java.util.List;

/**
 * The addresses that only the control socket serves. A network's address cannot have a colon, so
 * none is an address of a network.
 */
public final class NodeAddresses {

  /** Versions, process, networks, discovery and clock, as JSON. */
  public static final String INFO = "node:info";

  /** The effective configuration, with secrets masked, as JSON. */
  public static final String CONFIGURATION = "node:configuration";

  /** All meters in Prometheus' text format: {@code {text}}. */
  public static final String METRICS = "node:metrics";

  /** The stacks of all threads: {@code {text}}. */
  public static final String THREADS = "node:threads";

  /** The last events of all networks, the oldest first: a JSON array. */
  public static final String EVENTS = "node:events";

  private NodeAddresses() {}

  static List<String> all() {
    return List.of(INFO, CONFIGURATION, METRICS, THREADS, EVENTS);
  }
}
