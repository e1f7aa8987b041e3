package io.diemnet.node.config;

import io.diemnet.vertx.NetworkAddress;
import java.util.ArrayList;
import java.util.List;

/** The ports of a configuration. Two parts of it must not use the same port. */
final class Ports {

  private static final List<String> WILDCARDS = List.of("0.0.0.0", "::");

  private record Taken(boolean memory, String host, int port, String path) {}

  private final Mistakes mistakes;
  private final List<Taken> taken = new ArrayList<>();

  Ports(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** Returns whether a host means all addresses of this machine. */
  static boolean isWildcard(String host) {
    return WILDCARDS.contains(host);
  }

  void take(NetworkAddress address, String path) {
    take(
        new Taken(
            address.isMemory(), address.isMemory() ? "" : address.host(), address.port(), path));
  }

  void take(String host, int port, String path) {
    take(new Taken(false, host, port, path));
  }

  private void take(Taken wanted) {
    if (wanted.port == 0) {
      return;
    }
    for (Taken other : taken) {
      if (other.memory == wanted.memory
          && other.port == wanted.port
          && (other.host.equals(wanted.host)
              || isWildcard(other.host)
              || isWildcard(wanted.host))) {
        mistakes.add(
            wanted.path,
            "asks for port "
                + wanted.port
                + ", which "
                + other.path
                + " uses already; each needs its own port, or 0 for a free one");
        return;
      }
    }
    taken.add(wanted);
  }
}
