package io.diemnet.node.command.demo;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;

/**
 * One validator of the demo, running.
 *
 * @param name its network's name, {@code validator-0}
 */
record DemoValidator(String name, PeerId peer, NetworkAddress address) {

  EventBusAddresses bus() {
    return EventBusAddresses.of(name);
  }
}
