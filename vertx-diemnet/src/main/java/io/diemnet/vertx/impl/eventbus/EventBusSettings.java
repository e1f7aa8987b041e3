package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.EventBusAddresses;

/**
 * How a network appears on the event bus.
 *
 * @param network the network's name
 * @param addresses its addresses
 * @param clustered whether consumers in other JVMs may be reached, and reach it
 * @param inboundRpcTimeout how long a consumer may take to answer a request, in milliseconds
 */
public record EventBusSettings(
    String network, EventBusAddresses addresses, boolean clustered, long inboundRpcTimeout) {}
