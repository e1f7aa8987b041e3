package io.diemnet.node.command.demo;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;

/**
 * A running validator of the demo.
 *
 * @param name its network's name, {@code validator-0}
 */
record DemoValidator(String name, PeerId peer, NetworkAddress address) {

  EventBusAddresses bus() {
    return EventBusAddresses.of(name);
  }
}
