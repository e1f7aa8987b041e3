package io.diemnet.node.config;

import io.diemnet.vertx.NetworkAddress;
import java.util.ArrayList;
import java.util.List;

/** Which ports a configuration asks for; no two of its parts may have the same. */
final class Ports {

  private static final List<String> WILDCARDS = List.of("0.0.0.0", "::");

  private record Taken(boolean memory, String host, int port, String path) {}

  private final Mistakes mistakes;
  private final List<Taken> taken = new ArrayList<>();

  Ports(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** Whether a host stands for all addresses of this machine. */
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
                + " has already; each needs a port of its own, or 0 for a free one");
        return;
      }
    }
    taken.add(wanted);
  }
}
