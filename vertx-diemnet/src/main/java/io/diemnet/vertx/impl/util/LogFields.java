package io.diemnet.vertx.impl.util;

import org.slf4j.spi.LoggingEventBuilder;

/**
 * The structured fields of a log line, as key-value pairs of SLF4J: {@code network}, {@code peer},
 * {@code address}, {@code direction}, {@code connection} and {@code reason}. The text of a line
 * says the same, so a log without structured output loses nothing.
 */
public final class LogFields {

  private LogFields() {}

  /** Adds a field; null is left out. */
  public static LoggingEventBuilder with(LoggingEventBuilder line, String name, Object value) {
    return value == null
        ? line
        : line.addKeyValue(name, value instanceof Number ? value : value.toString());
  }

  /** Adds the network. */
  public static LoggingEventBuilder network(LoggingEventBuilder line, String network) {
    return with(line, "network", network);
  }

  /** Adds the network and the peer, which may be null. */
  public static LoggingEventBuilder peer(LoggingEventBuilder line, String network, Object peer) {
    return with(network(line, network), "peer", peer);
  }

  /** Adds the network, the peer, its address and the side that dialed. Each may be null. */
  public static LoggingEventBuilder remote(
      LoggingEventBuilder line, String network, Object peer, Object address, Object direction) {
    return with(with(peer(line, network, peer), "address", address), "direction", direction);
  }
}
