package io.diemnet.vertx.junit5;

import io.diemnet.vertx.DiemNetOptions;

/** Changes the options of each node of a test network before the node starts. */
@FunctionalInterface
public interface NodeSetup {

  /**
   * Changes the options of a node.
   *
   * @param index the index of the node, from 0
   * @param options the options of the node; identity, listen address and seeds are already set
   */
  void configure(int index, DiemNetOptions options);

  /** Leaves the options unchanged. */
  final class AsTheyAre implements NodeSetup {

    /** Creates a setup that changes nothing. */
    public AsTheyAre() {}

    @Override
    public void configure(int index, DiemNetOptions options) {
      // No changes.
    }
  }
}
