package io.diemnet.vertx;

import java.util.List;
import java.util.Objects;

/**
 * The event-bus addresses of one network. Every address starts with {@code <prefix>.<network>},
 * except {@link #networks()}. The default prefix is {@value #DEFAULT_PREFIX}.
 *
 * <p>Immutable and thread-safe.
 */
public final class EventBusAddresses {

  /** The default prefix of all addresses: {@value}. */
  public static final String DEFAULT_PREFIX = "diemnet";

  private final String prefix;
  private final String base;

  private EventBusAddresses(String prefix, String network) {
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.base = prefix + '.' + Objects.requireNonNull(network, "network");
  }

  /**
   * Returns the addresses of a network with the default prefix.
   *
   * @param network the name of the network
   * @return the addresses
   */
  public static EventBusAddresses of(String network) {
    return new EventBusAddresses(DEFAULT_PREFIX, network);
  }

  /**
   * Returns the addresses of a network with the given prefix.
   *
   * @param prefix the prefix, without the final dot
   * @param network the name of the network
   * @return the addresses
   */
  public static EventBusAddresses of(String prefix, String network) {
    return new EventBusAddresses(prefix, network);
  }

  /** {@return the prefix, without the dot and the network name} */
  public String prefix() {
    return prefix;
  }

  /** {@return the address that accepts RPCs to peers; the reply is the response of the remote} */
  public String rpc() {
    return base + ".rpc";
  }

  /** {@return the address that accepts direct sends to one, several or all connected peers} */
  public String directSend() {
    return base + ".direct-send";
  }

  /**
   * {@return the address to which the network delivers the messages of a protocol}
   *
   * @param protocol the name of the protocol
   */
  public String inbound(String protocol) {
    return inboundPrefix() + protocol;
  }

  /**
   * {@return the address to which the network delivers the messages of a protocol}
   *
   * @param protocol the protocol
   */
  public String inbound(ProtocolId protocol) {
    return inbound(protocol.name());
  }

  /** {@return the common prefix of the addresses of {@link #inbound(String)}} */
  public String inboundPrefix() {
    return base + ".in.";
  }

  /**
   * {@return the address to which the network publishes new peers, lost peers and refused
   * connections}
   */
  public String events() {
    return base + ".events";
  }

  /**
   * {@return the address that replies with the connected peers, or to {@code {known: true}} with
   * all known peers}
   */
  public String peers() {
    return base + ".peers";
  }

  /** {@return the address that replies when the peers are connected that the message names} */
  public String await() {
    return base + ".await";
  }

  /** {@return the address that replies with the {@link NetworkInfo} of the network} */
  public String info() {
    return base + ".info";
  }

  /**
   * {@return the address that replies with the {@link NetworkInfo} of every network with this
   * prefix in the Vert.x instance}
   */
  public String networks() {
    return prefix + ".networks";
  }

  /** {@return the address that dials a peer} */
  public String adminDial() {
    return adminPrefix() + "dial";
  }

  /** {@return the address that disconnects a peer} */
  public String adminDisconnect() {
    return adminPrefix() + "disconnect";
  }

  /** {@return the address that replaces the configured seeds} */
  public String adminDiscovery() {
    return adminPrefix() + "discovery";
  }

  /** {@return the address that replaces the on-chain validator set} */
  public String adminValidatorSet() {
    return adminPrefix() + "validator-set";
  }

  /** {@return the address that makes the network read its private key file again} */
  public String adminReloadIdentity() {
    return adminPrefix() + "reload-identity";
  }

  /**
   * {@return the common prefix of the administrative addresses} Their consumers are local to the
   * JVM.
   */
  public String adminPrefix() {
    return base + ".admin.";
  }

  /**
   * {@return all addresses except those of {@link #inbound(String)}, which depend on the protocol}
   */
  public List<String> all() {
    return List.of(
        rpc(),
        directSend(),
        events(),
        peers(),
        await(),
        info(),
        networks(),
        adminDial(),
        adminDisconnect(),
        adminDiscovery(),
        adminValidatorSet(),
        adminReloadIdentity());
  }

  /** {@return {@code <prefix>.<network>}} */
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
