package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.impl.profile.Profile;

/**
 * How a network appears on the event bus.
 *
 * @param network the network's name
 * @param addresses its addresses
 * @param profile decides how ids and addresses in requests are read
 * @param clustered whether consumers in other JVMs may be reached, and reach it
 * @param inboundRpcTimeout how long a consumer may take to answer a request, in milliseconds
 */
public record EventBusSettings(
    String network,
    EventBusAddresses addresses,
    Profile profile,
    boolean clustered,
    long inboundRpcTimeout) {}
