package io.diemnet.node.bridge;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.ProtocolId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says in words why a client may not use an address. It tells only what a client may know: the
 * configured networks, which {@code <prefix>.networks} lists, and their addresses and protocols.
 * Whether the event bus has a consumer at an address is not told.
 */
final class ClosedAddresses {

  /** What a client wants to do with an address. */
  enum Use {
    SEND,
    PUBLISH,
    REGISTER
  }

  private static final int SHOWN = 80;

  private record Network(String name, EventBusAddresses addresses, Set<String> protocols) {}

  private final List<Network> networks = new ArrayList<>();
  private final Set<String> prefixes = new HashSet<>();
  private final boolean admin;

  ClosedAddresses(boolean admin) {
    this.admin = admin;
  }

  void add(DiemNetOptions network, EventBusAddresses addresses) {
    Set<String> protocols = new HashSet<>();
    ProtocolId.builtIn().forEach(protocol -> protocols.add(protocol.name()));
    network.getProtocols().forEach(protocol -> protocols.add(protocol.name()));
    networks.add(new Network(network.getName(), addresses, protocols));
    prefixes.add(addresses.prefix());
  }

  /** Returns the reason, or null for an address of which nothing is told. */
  String why(String address, Use use) {
    if (use == Use.PUBLISH) {
      return "clients may send, but not publish";
    }
    for (Network network : networks) {
      if ((address + ".").startsWith(network.addresses() + ".")) {
        return why(network, address, use);
      }
    }
    for (String prefix : prefixes) {
      if (address.equals(prefix + ".networks")) {
        return "clients may send to this address, but not register at it";
      }
      if (address.startsWith(prefix + ".")) {
        String rest = address.substring(prefix.length() + 1);
        int end = rest.indexOf('.');
        return "no network named "
            + shown(end < 0 ? rest : rest.substring(0, end))
            + " is open to clients here";
      }
    }
    return null;
  }

  private String why(Network network, String address, Use use) {
    EventBusAddresses addresses = network.addresses();
    if (address.startsWith(addresses.adminPrefix())) {
      return whyAdmin(addresses.all().contains(address));
    }
    if (address.startsWith(addresses.inboundPrefix())) {
      return whyInbound(network, address.substring(addresses.inboundPrefix().length()), use);
    }
    if (address.equals(addresses.events())) {
      return "clients may register at this address, but not send to it";
    }
    return addresses.all().contains(address)
        ? "clients may send to this address, but not register at it"
        : "a network has no such address";
  }

  private String whyAdmin(boolean exists) {
    if (!admin) {
      return "administration is not permitted to clients of this node (bridge.admin)";
    }
    return exists
        ? "clients may send to administrative addresses, but not register at them"
        : "a network has no such administrative address";
  }

  private static String whyInbound(Network network, String protocol, Use use) {
    if (!network.protocols().contains(protocol)) {
      return "network " + network.name() + " does not speak the protocol " + shown(protocol);
    }
    if (protocol.equals(ProtocolId.HEALTH_CHECKER_RPC.name())) {
      return "the network itself serves " + protocol;
    }
    return use == Use.SEND
        ? "clients may register at this address, but only the network sends to it"
        : null;
  }

  /** Text of a client: short, and without control characters. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .forEach(shown::appendCodePoint);
    return text.length() > SHOWN ? shown + ".." : shown.toString();
  }
}
