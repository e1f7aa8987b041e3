package io.diemnet.vertx;

import java.util.Objects;

/**
 * Which network a connection belongs to: the validators' own, the public one, or a private one with
 * a name (specification section 1). Both ends of a connection must name the same.
 *
 * <p>Immutable, for any thread.
 */
public final class NetworkId {

  public static final NetworkId VALIDATOR = new NetworkId(Kind.VALIDATOR, "Validator");
  public static final NetworkId PUBLIC = new NetworkId(Kind.PUBLIC, "Public");

  private static final NetworkId VFN = new NetworkId(Kind.PRIVATE, "vfn");

  /** The three forms. */
  public enum Kind {
    VALIDATOR(0),
    PUBLIC(1),
    PRIVATE(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** The number on the wire. */
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

  /** A private network; its name may be any text, even that of another kind. */
  public static NetworkId privateNetwork(String name) {
    return new NetworkId(Kind.PRIVATE, Objects.requireNonNull(name));
  }

  /** The private network between a validator and its own full nodes. */
  public static NetworkId vfn() {
    return VFN;
  }

  /**
   * Reads {@code validator} or {@code public} in any case; any other text names a private network.
   *
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

  public Kind kind() {
    return kind;
  }

  /** {@code Validator}, {@code Public} or the private name. */
  public String name() {
    return name;
  }

  /** The role of a seed that names none: a validator in the validator network. */
  public PeerRole defaultSeedRole() {
    return isValidator() ? PeerRole.VALIDATOR : PeerRole.UNKNOWN;
  }

  public boolean isValidator() {
    return kind == Kind.VALIDATOR;
  }

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

  /** As {@link #name}. */
  @Override
  public String toString() {
    return name;
  }
}
