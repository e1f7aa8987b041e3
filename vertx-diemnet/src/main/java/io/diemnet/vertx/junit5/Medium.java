package io.diemnet.vertx.junit5;

import io.diemnet.vertx.NetworkAddress;

/** The medium that connects the nodes of a test network. */
public enum Medium {
  /**
   * Channels within the process, {@code /memory/<port>}. There are no sockets; the channel handlers
   * are the same.
   */
  MEMORY("/memory/0"),
  /** TCP on 127.0.0.1 with free ports. */
  TCP("/ip4/127.0.0.1/tcp/0");

  private final String anyPort;

  Medium(String anyPort) {
    this.anyPort = anyPort;
  }

  NetworkAddress anyPort() {
    return NetworkAddress.parse(anyPort);
  }
}
