package io.diemnet.vertx.junit5;

import java.util.Objects;

/** Which network a test wants. */
public final class ValidatorNetworkOptions {

  /** Enough to lose one and go on. */
  public static final int DEFAULT_SIZE = 4;

  private int size = DEFAULT_SIZE;
  private Medium medium = Medium.MEMORY;
  private boolean wired = true;
  private boolean bothDial;
  private NodeSetup setup = new NodeSetup.AsTheyAre();

  /** Creates options with the defaults. */
  public ValidatorNetworkOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public ValidatorNetworkOptions(ValidatorNetworkOptions other) {
    size = other.size;
    medium = other.medium;
    wired = other.wired;
    bothDial = other.bothDial;
    setup = other.setup;
  }

  /** {@return the size} */
  public int getSize() {
    return size;
  }

  /**
   * Sets what {@link #getSize()} returns.
   *
   * @param size the new value
   * @return this, so that calls can be chained
   */
  public ValidatorNetworkOptions setSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a network has at least one node, not " + size);
    }
    this.size = size;
    return this;
  }

  /** {@return the medium} */
  public Medium getMedium() {
    return medium;
  }

  /**
   * Sets what {@link #getMedium()} returns.
   *
   * @param medium the new value
   * @return this, so that calls can be chained
   */
  public ValidatorNetworkOptions setMedium(Medium medium) {
    this.medium = Objects.requireNonNull(medium);
    return this;
  }

  /** {@return whether links can be cut} */
  public boolean isWired() {
    return wired;
  }

  /**
   * With wires, each link goes through a relay that can be cut: one hop more. Without, nodes are
   * connected directly, which is cheaper in large networks, and links cannot be cut.
   *
   * @param wired the new value
   * @return this, so that calls can be chained
   */
  public ValidatorNetworkOptions setWired(boolean wired) {
    this.wired = wired;
    return this;
  }

  /** {@return whether both ends of a link dial} */
  public boolean isBothDial() {
    return bothDial;
  }

  /**
   * Lets both ends of a link dial each other, as validators in the field do: the tie-break closes
   * one of two connections, and calls on that one fail. Otherwise only the node with the higher
   * index dials, and a connection that is there stays. Needs wires.
   *
   * @param bothDial the new value
   * @return this, so that calls can be chained
   */
  public ValidatorNetworkOptions setBothDial(boolean bothDial) {
    this.bothDial = bothDial;
    return this;
  }

  /** {@return the setup} */
  public NodeSetup getSetup() {
    return setup;
  }

  /**
   * What is changed in each node's options before it starts.
   *
   * @param setup the new value
   * @return this, so that calls can be chained
   */
  public ValidatorNetworkOptions setSetup(NodeSetup setup) {
    this.setup = Objects.requireNonNull(setup);
    return this;
  }
}
