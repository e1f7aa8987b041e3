package io.diemnet.vertx.junit5;

import io.diemnet.vertx.DiemNetOptions;

/** Changes the options of the nodes of a network under test, each time before one starts. */
@FunctionalInterface
public interface NodeSetup {

  /**
   * @param index which node, from 0
   * @param options its options: identity, listen address and seeds are set already
   */
  void configure(int index, DiemNetOptions options);

  /** Leaves the options as they are. */
  final class AsTheyAre implements NodeSetup {
    @Override
    public void configure(int index, DiemNetOptions options) {
      // Nothing is to be changed.
    }
  }
}
