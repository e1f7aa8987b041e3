package io.diemnet.vertx;

import java.util.List;
import java.util.Objects;

/**
 * The event-bus addresses of one network. Each begins with {@code <prefix>.<network>}, where the
 * prefix is {@value #DEFAULT_PREFIX} unless the network's options say otherwise.
 *
 * <p>Immutable, for any thread.
 */
public final class EventBusAddresses {

  /** The prefix of all addresses unless another one is configured. */
  public static final String DEFAULT_PREFIX = "diemnet";

  private final String prefix;
  private final String base;

  private EventBusAddresses(String prefix, String network) {
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.base = prefix + '.' + Objects.requireNonNull(network, "network");
  }

  /**
   * The addresses of a network under the default prefix.
   *
   * @param network the name of the network
   * @return the addresses
   */
  public static EventBusAddresses of(String network) {
    return new EventBusAddresses(DEFAULT_PREFIX, network);
  }

  /**
   * The addresses of a network under another prefix.
   *
   * @param prefix the prefix of the addresses
   * @param network the name of the network
   * @return the addresses
   */
  public static EventBusAddresses of(String prefix, String network) {
    return new EventBusAddresses(prefix, network);
  }

  /** {@return what comes before the network's name and its dot} */
  public String prefix() {
    return prefix;
  }

  /**
   * Calls to peers: the answer is the remote's response.
   *
   * @return the address
   */
  public String rpc() {
    return base + ".rpc";
  }

  /**
   * Direct sends to one peer, several, or all that are connected.
   *
   * @return the address
   */
  public String directSend() {
    return base + ".direct-send";
  }

  /**
   * {@return where the network hands over what arrives for a protocol}
   *
   * @param protocol the protocol
   */
  public String inbound(String protocol) {
    return inboundPrefix() + protocol;
  }

  /**
   * As {@link #inbound(String)}.
   *
   * @param protocol the protocol
   * @return the address
   */
  public String inbound(ProtocolId protocol) {
    return inbound(protocol.name());
  }

  /** {@return what the addresses of {@link #inbound(String)} begin with} */
  public String inboundPrefix() {
    return base + ".in.";
  }

  /**
   * Published: new and lost peers, refused connections.
   *
   * @return the address
   */
  public String events() {
    return base + ".events";
  }

  /** {@return the connected peers} */
  public String peers() {
    return base + ".peers";
  }

  /** {@return what the network is and how it fares} */
  public String info() {
    return base + ".info";
  }

  /** {@return the infos of all networks of this prefix in this Vert.x instance} */
  public String networks() {
    return prefix + ".networks";
  }

  /**
   * Connects to a peer.
   *
   * @return the address
   */
  public String adminDial() {
    return adminPrefix() + "dial";
  }

  /**
   * Ends the connection to a peer.
   *
   * @return the address
   */
  public String adminDisconnect() {
    return adminPrefix() + "disconnect";
  }

  /**
   * Replaces what discovery source {@code config} says.
   *
   * @return the address
   */
  public String adminDiscovery() {
    return adminPrefix() + "discovery";
  }

  /**
   * Replaces what the on-chain validator set says.
   *
   * @return the address
   */
  public String adminValidatorSet() {
    return adminPrefix() + "validator-set";
  }

  /**
   * Reads the key file again.
   *
   * @return the address
   */
  public String adminReloadIdentity() {
    return adminPrefix() + "reload-identity";
  }

  /** {@return what the administrative addresses begin with; their consumers are always local} */
  public String adminPrefix() {
    return base + ".admin.";
  }

  /** {@return every address but those of {@link #inbound(String)}, which depend on the protocol} */
  public List<String> all() {
    return List.of(
        rpc(),
        directSend(),
        events(),
        peers(),
        info(),
        networks(),
        adminDial(),
        adminDisconnect(),
        adminDiscovery(),
        adminValidatorSet(),
        adminReloadIdentity());
  }

  /** {@code <prefix>.<network>}. */
  @Override
  public String toString() {
    return base;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventBusAddresses addresses
        && base.equals(addresses.base)
        && prefix.equals(addresses.prefix);
  }

  @Override
  public int hashCode() {
    return base.hashCode();
  }
}
