package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.impl.profile.Profile;

/**
 * How a network appears on the event bus. Times are in milliseconds.
 *
 * @param network the network's name
 * @param addresses its addresses
 * @param profile decides how ids and addresses in requests are read
 * @param clustered whether consumers in other JVMs may be reached, and reach it
 * @param inboundRpcTimeout how long a consumer may take to answer a request
 * @param acknowledgementTimeout after this time a consumer in another JVM is taken to have a direct
 *     send that it did not acknowledge
 * @param namePatience how long a member of the cluster that had the same name may take to leave
 */
public record EventBusSettings(
    String network,
    EventBusAddresses addresses,
    Profile profile,
    boolean clustered,
    long inboundRpcTimeout,
    long acknowledgementTimeout,
    long namePatience) {

  private static final long MAX_NAME_CHECK = 2_000;

  private static final long ACKNOWLEDGEMENT_TIMEOUT = 10_000;
  private static final long NAME_PATIENCE = 10_000;

  /** With the default times of a cluster. */
  public EventBusSettings(
      String network,
      EventBusAddresses addresses,
      Profile profile,
      boolean clustered,
      long inboundRpcTimeout) {
    this(
        network,
        addresses,
        profile,
        clustered,
        inboundRpcTimeout,
        ACKNOWLEDGEMENT_TIMEOUT,
        NAME_PATIENCE);
  }

  /** The time between two checks that this node still has its name in the cluster. */
  long nameCheck() {
    return Math.min(MAX_NAME_CHECK, namePatience);
  }
}
