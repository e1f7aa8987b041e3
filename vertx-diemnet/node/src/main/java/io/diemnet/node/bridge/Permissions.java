package io.diemnet.node.bridge;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.ProtocolId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The addresses that clients may send to and register at: those of the configured networks, each by
 * its full name. All other addresses of the event bus are closed.
 *
 * <p>Clients may only send to administrative addresses, if these are permitted. A client that
 * registered there would receive commands of others.
 */
final class Permissions {

  /** Maximum {@code timeout} of a call over a bridge, in milliseconds. */
  static final int MAX_TIMEOUT = 25_000;

  /** Longer than {@link #MAX_TIMEOUT}, so that the network answers first. */
  private static final long SEND_TIMEOUT = 30_000;

  /** Dialing may take a whole upgrade. */
  private static final long ADMIN_TIMEOUT = 40_000;

  /**
   * An address to send to.
   *
   * @param timeoutMillis the time-out of its answer on the event bus
   * @param call whether the body may have a {@code timeout}
   * @param payload whether the body has a {@code payload} for a peer
   * @param defaultTimeout the network's default time-out, in milliseconds
   */
  record Target(long timeoutMillis, boolean call, boolean payload, int defaultTimeout) {}

  private final List<EventBusAddresses> networks = new ArrayList<>();
  private final Map<String, Target> targets = new HashMap<>();
  private final Map<String, Integer> sources = new HashMap<>();
  private final Set<String> directories = new HashSet<>();
  private final ClosedAddresses closed;
  private final Set<String> notices = new HashSet<>();

  private Permissions(boolean admin) {
    closed = new ClosedAddresses(admin);
  }

  static Permissions of(Collection<DiemNetOptions> networks, boolean admin) {
    Permissions permissions = new Permissions(admin);
    networks.forEach(network -> permissions.add(network, admin));
    return permissions;
  }

  /** Returns null if clients may not send to the address. */
  Target target(String address) {
    return targets.get(address);
  }

  /** The refusal of a frame for an address that is closed to clients for this use. */
  BridgeFailure refusal(String address, ClosedAddresses.Use use) {
    return BridgeFailure.ACCESS_DENIED.with(closed.why(address, use));
  }

  /** The addresses of the networks, in the order of the configuration. */
  List<EventBusAddresses> networks() {
    return networks;
  }

  boolean mayRegister(String address) {
    return sources.containsKey(address);
  }

  /** Returns the time-out for answers to messages from this address, in milliseconds. */
  int answerMillis(String address) {
    return sources.getOrDefault(address, 0);
  }

  /** The addresses that list the networks of this node: one for each prefix. */
  Set<String> directories() {
    return directories;
  }

  /** The addresses of the bridge's own notices, such as that the node goes away. */
  Set<String> notices() {
    return notices;
  }

  /** Also permits to send to these addresses, which no network has. */
  Permissions and(Collection<String> more) {
    more.forEach(address -> targets.put(address, new Target(ADMIN_TIMEOUT, false, false, 0)));
    return this;
  }

  private void add(DiemNetOptions network, boolean admin) {
    EventBusAddresses addresses =
        EventBusAddresses.of(network.getEventBusPrefix(), network.getName());
    closed.add(network, addresses);
    int rpcTimeout = network.getLimits().getRpcTimeout();
    targets.put(addresses.rpc(), new Target(SEND_TIMEOUT, true, true, rpcTimeout));
    targets.put(addresses.directSend(), new Target(SEND_TIMEOUT, false, true, 0));
    // Without a time-out the network uses its default, which is below the bridge's maximum.
    targets.put(addresses.await(), new Target(SEND_TIMEOUT, true, false, 0));
    Target plain = new Target(SEND_TIMEOUT, false, false, 0);
    Stream.of(addresses.peers(), addresses.info(), addresses.networks())
        .forEach(address -> targets.put(address, plain));
    directories.add(addresses.networks());
    if (admin) {
      addresses.all().stream()
          .filter(address -> address.startsWith(addresses.adminPrefix()))
          .forEach(address -> targets.put(address, new Target(ADMIN_TIMEOUT, false, false, 0)));
    }
    String notice = addresses.prefix() + ".bridge";
    notices.add(notice);
    sources.put(notice, 0);
    sources.put(addresses.events(), 0);
    Stream.of(ProtocolId.builtIn(), network.getProtocols())
        .flatMap(List::stream)
        .filter(
            protocol ->
                !protocol.equals(ProtocolId.HEALTH_CHECKER_RPC)) // the network serves it itself
        .forEach(protocol -> sources.put(addresses.inbound(protocol), rpcTimeout));
    networks.add(addresses);
  }
}
