package io.diemnet.vertx.junit5;

import io.diemnet.vertx.NetworkAddress;

/** What the bytes of a network under test travel on. */
public enum Medium {
  /** Channels within this process, {@code /memory/<port>}: no sockets, the same handlers. */
  MEMORY("/memory/0"),
  /** TCP on 127.0.0.1, on free ports. */
  TCP("/ip4/127.0.0.1/tcp/0");

  private final String anyPort;

  Medium(String anyPort) {
    this.anyPort = anyPort;
  }

  NetworkAddress anyPort() {
    return NetworkAddress.parse(anyPort);
  }
}
