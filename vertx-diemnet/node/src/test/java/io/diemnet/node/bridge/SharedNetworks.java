package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.TwoNetworks.CHAT;

/**
 * The two networks of a test class: made for its first test, and again after a test that changed
 * them. Each test opens bridges of its own.
 */
final class SharedNetworks {

  private TwoNetworks networks;
  private boolean changed;

  TwoNetworks get() {
    if (networks == null) {
      networks = new TwoNetworks();
    }
    return networks;
  }

  /** To be called by a test after which the next one needs other networks. */
  void changed() {
    changed = true;
  }

  /** After each test: closes its bridges and removes its handlers. */
  void release() {
    if (changed) {
      close();
      return;
    }
    networks.closeBridges();
    networks.far.rpcHandler(CHAT, null);
    networks.far.directSendHandler(CHAT, null);
  }

  /** After the last test. */
  void close() {
    if (networks != null) {
      networks.close();
      networks = null;
    }
    changed = false;
  }
}
