package io.diemnet.vertx;

import java.util.Objects;

/**
 * The id of a network: the validator network, the public network, or a private network with a name
 * (specification section 1). Both ends of a connection must have the same network id.
 *
 * <p>Immutable and thread-safe.
 */
public final class NetworkId {

  /** The validator network. */
  public static final NetworkId VALIDATOR = new NetworkId(Kind.VALIDATOR, "Validator");

  /** The public network. */
  public static final NetworkId PUBLIC = new NetworkId(Kind.PUBLIC, "Public");

  private static final NetworkId VFN = new NetworkId(Kind.PRIVATE, "vfn");

  /** The kind of network. */
  public enum Kind {
    /** The validator network, number 0 on the wire. */
    VALIDATOR(0),
    /** The public network, number 1 on the wire. */
    PUBLIC(1),
    /** A private network, number 2 on the wire. */
    PRIVATE(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** {@return the number on the wire} */
    public int number() {
      return number;
    }
  }

  private final Kind kind;
  private final String name;

  private NetworkId(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  /**
   * Returns the id of a private network.
   *
   * @param name the name, which may be any text
   * @return the network id
   */
  public static NetworkId privateNetwork(String name) {
    return new NetworkId(Kind.PRIVATE, Objects.requireNonNull(name));
  }

  /** {@return the id of the private network between a validator and its full nodes, {@code vfn}} */
  public static NetworkId vfn() {
    return VFN;
  }

  /**
   * Parses {@code validator} or {@code public} in either case. Any other text is the name of a
   * private network.
   *
   * @param text the text to parse
   * @return the network id
   * @throws IllegalArgumentException if the text is empty
   */
  public static NetworkId parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "a network id is validator, public, vfn or the name of a private network, not empty");
    }
    if (text.equalsIgnoreCase("validator")) {
      return VALIDATOR;
    }
    return text.equalsIgnoreCase("public") ? PUBLIC : privateNetwork(text);
  }

  /**
   * Parses the text form of a profile. The {@link WireProfile#APTOS} profile has three networks:
   * {@code validator}, {@code public} and {@code vfn}, in any case.
   *
   * @param text the text to parse
   * @param profile the profile of the network
   * @return the network id
   * @throws IllegalArgumentException if the profile has no such network
   */
  public static NetworkId parse(String text, WireProfile profile) {
    if (profile != WireProfile.APTOS) {
      return parse(text);
    }
    for (NetworkId network : new NetworkId[] {VALIDATOR, PUBLIC, VFN}) {
      if (network.name.equalsIgnoreCase(text)) {
        return network;
      }
    }
    throw new IllegalArgumentException(
        "a network id of profile aptos is validator, public or vfn, not '" + text + "'");
  }

  /** {@return the kind} */
  public Kind kind() {
    return kind;
  }

  /** {@return {@code Validator}, {@code Public} or the name of the private network} */
  public String name() {
    return name;
  }

  /**
   * {@return the role of a seed without a role: Validator in the validator network, else Unknown}
   */
  public PeerRole defaultSeedRole() {
    return isValidator() ? PeerRole.VALIDATOR : PeerRole.UNKNOWN;
  }

  /** {@return whether this is the validator network} */
  public boolean isValidator() {
    return kind == Kind.VALIDATOR;
  }

  /** {@return whether this is the private network named {@code vfn}} */
  public boolean isVfn() {
    return equals(VFN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkId id && kind == id.kind && name.equals(id.name);
  }

  @Override
  public int hashCode() {
    return 31 * kind.number() + name.hashCode();
  }

  /** {@return the same as {@link #name}} */
  @Override
  public String toString() {
    return name;
  }
}
