package io.diemnet.vertx.impl.transport;

import java.net.SocketAddress;

/** A port within this process; 0 is that of a dialer, which cannot be dialed. */
final class MemoryAddress extends SocketAddress {

  private static final long serialVersionUID = 1L;

  static final MemoryAddress DIALER = new MemoryAddress(0);

  private final int port;

  MemoryAddress(int port) {
    this.port = port;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemoryAddress address && address.port == port;
  }

  @Override
  public int hashCode() {
    return port;
  }

  @Override
  public String toString() {
    return "/memory/" + port;
  }
}
