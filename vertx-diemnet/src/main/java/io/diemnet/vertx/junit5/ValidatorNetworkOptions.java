package io.diemnet.vertx.junit5;

import java.util.Objects;

/** The options of a {@link ValidatorNetwork}. Not thread-safe. */
public final class ValidatorNetworkOptions {

  /** The default of {@link #getSize()}: 4. Such a network tolerates the loss of one node. */
  public static final int DEFAULT_SIZE = 4;

  private int size = DEFAULT_SIZE;
  private Medium medium = Medium.MEMORY;
  private boolean wired = true;
  private boolean bothDial;
  private NodeSetup setup = new NodeSetup.AsTheyAre();

  /** Creates options with default values. */
  public ValidatorNetworkOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public ValidatorNetworkOptions(ValidatorNetworkOptions other) {
    size = other.size;
    medium = other.medium;
    wired = other.wired;
    bothDial = other.bothDial;
    setup = other.setup;
  }

  /** {@return the number of nodes} The default is 4. */
  public int getSize() {
    return size;
  }

  /**
   * Sets the number of nodes. The default is 4.
   *
   * @param size the number of nodes, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public ValidatorNetworkOptions setSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a network has at least one node, not " + size);
    }
    this.size = size;
    return this;
  }

  /** {@return the medium that connects the nodes} The default is {@link Medium#MEMORY}. */
  public Medium getMedium() {
    return medium;
  }

  /**
   * Sets the medium that connects the nodes. The default is {@link Medium#MEMORY}.
   *
   * @param medium the medium, not null
   * @return this object, for chaining
   */
  public ValidatorNetworkOptions setMedium(Medium medium) {
    this.medium = Objects.requireNonNull(medium);
    return this;
  }

  /**
   * {@return whether links can be cut} If true, each link passes through a relay that can be cut.
   * If false, the nodes connect directly, which is cheaper in large networks. The default is true.
   */
  public boolean isWired() {
    return wired;
  }

  /**
   * Sets whether links can be cut. The default is true.
   *
   * @param wired true to put a relay into each link
   * @return this object, for chaining
   */
  public ValidatorNetworkOptions setWired(boolean wired) {
    this.wired = wired;
    return this;
  }

  /**
   * {@return whether both ends of a link dial} If true, the tie-break closes one of the two
   * connections of a pair, and calls on it fail. If false, only the node with the higher index
   * dials. True requires wires. The default is false.
   */
  public boolean isBothDial() {
    return bothDial;
  }

  /**
   * Sets whether both ends of a link dial. The default is false.
   *
   * @param bothDial true to let both ends dial
   * @return this object, for chaining
   */
  public ValidatorNetworkOptions setBothDial(boolean bothDial) {
    this.bothDial = bothDial;
    return this;
  }

  /**
   * {@return the changes to the options of each node before it starts} The default is {@link
   * NodeSetup.AsTheyAre}.
   */
  public NodeSetup getSetup() {
    return setup;
  }

  /**
   * Sets the changes to the options of each node before it starts. The default is {@link
   * NodeSetup.AsTheyAre}.
   *
   * @param setup the changes, not null
   * @return this object, for chaining
   */
  public ValidatorNetworkOptions setSetup(NodeSetup setup) {
    this.setup = Objects.requireNonNull(setup);
    return this;
  }
}
