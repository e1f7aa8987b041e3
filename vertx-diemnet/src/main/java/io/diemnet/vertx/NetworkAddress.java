package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.AddressSyntax;
import io.diemnet.vertx.impl.profile.Addresses;
import io.diemnet.vertx.impl.profile.Profiles;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A network address: a list of protocols that says how to reach and authenticate a peer, for
 * example {@code /ip4/10.0.0.16/tcp/6180/ln-noise-ik/<public key>/ln-handshake/0} (specification
 * section 3).
 *
 * <p>Any non-empty list of known protocols is an address. {@link #isDialable}, {@link
 * #isListenable} and {@link #isDiemNetAddress} tell what it can be used for. Immutable and
 * thread-safe.
 */
public final class NetworkAddress {

  /** The handshake version that this library supports. */
  public static final int HANDSHAKE_VERSION = 0;

  /** One part of an address. Its text form is {@code /name/value}. */
  public sealed interface Protocol {

    /**
     * An IPv4 address.
     *
     * @param address the 32 bits of the address
     */
    record Ip4(int address) implements Protocol {
      @Override
      public String toString() {
        return "/ip4/" + IpText.formatIp4(address);
      }
    }

    /**
     * An IPv6 address.
     *
     * @param high the first eight bytes
     * @param low the last eight bytes
     */
    record Ip6(long high, long low) implements Protocol {
      @Override
      public String toString() {
        return "/ip6/" + IpText.formatIp6(high, low, true);
      }
    }

    /**
     * A DNS name that is resolved to IPv4 and IPv6 addresses.
     *
     * @param name the name: 1 to 255 bytes of UTF-8 without '/'
     */
    record Dns(String name) implements Protocol {
      /**
       * Creates this part.
       *
       * @param name the name
       * @throws IllegalArgumentException if the name is empty, too long or contains '/'
       */
      public Dns {
        AddressCodec.checkName(name);
      }

      @Override
      public String toString() {
        return "/dns/" + name;
      }
    }

    /**
     * A DNS name that is resolved to IPv4 addresses only.
     *
     * @param name the name: 1 to 255 bytes of UTF-8 without '/'
     */
    record Dns4(String name) implements Protocol {
      /**
       * Creates this part.
       *
       * @param name the name
       * @throws IllegalArgumentException if the name is empty, too long or contains '/'
       */
      public Dns4 {
        AddressCodec.checkName(name);
      }

      @Override
      public String toString() {
        return "/dns4/" + name;
      }
    }

    /**
     * A DNS name that is resolved to IPv6 addresses only.
     *
     * @param name the name: 1 to 255 bytes of UTF-8 without '/'
     */
    record Dns6(String name) implements Protocol {
      /**
       * Creates this part.
       *
       * @param name the name
       * @throws IllegalArgumentException if the name is empty, too long or contains '/'
       */
      public Dns6 {
        AddressCodec.checkName(name);
      }

      @Override
      public String toString() {
        return "/dns6/" + name;
      }
    }

    /**
     * A TCP port.
     *
     * @param port the port, 0 to 65,535
     */
    record Tcp(int port) implements Protocol {
      /**
       * Creates this part.
       *
       * @param port the port
       * @throws IllegalArgumentException if the port is out of range
       */
      public Tcp {
        AddressCodec.checkRange("a port", port, 0xffff);
      }

      @Override
      public String toString() {
        return "/tcp/" + port;
      }
    }

    /**
     * A port for connections within this process.
     *
     * @param port the port, 0 to 65,535
     */
    record Memory(int port) implements Protocol {
      /**
       * Creates this part.
       *
       * @param port the port
       * @throws IllegalArgumentException if the port is out of range
       */
      public Memory {
        AddressCodec.checkRange("a port", port, 0xffff);
      }

      @Override
      public String toString() {
        return "/memory/" + port;
      }
    }

    /**
     * The public key that the listener must prove.
     *
     * @param key the key
     */
    record NoiseIk(PublicKey key) implements Protocol {
      @Override
      public String toString() {
        return "/ln-noise-ik/" + key;
      }
    }

    /**
     * The version of the DiemNet handshake.
     *
     * @param version the version, 0 to 255
     */
    record Handshake(int version) implements Protocol {
      /**
       * Creates this part.
       *
       * @param version the version
       * @throws IllegalArgumentException if the version is out of range
       */
      public Handshake {
        AddressCodec.checkRange("a handshake version", version, 0xff);
      }

      @Override
      public String toString() {
        return "/ln-handshake/" + version;
      }
    }
  }

  static {
    Addresses.install(
        new Addresses.Factory() {
          @Override
          public NetworkAddress parse(String text, AddressSyntax syntax) {
            return NetworkAddress.parse(text, syntax);
          }

          @Override
          public NetworkAddress with(NetworkAddress address, AddressSyntax syntax) {
            return new NetworkAddress(address.protocols, syntax);
          }
        });
  }

  private final List<Protocol> protocols;

  /** Of the profile that this address was read or made for; it does not count for equality. */
  private final AddressSyntax syntax;

  private NetworkAddress(List<Protocol> protocols) {
    this(protocols, Profiles.of(WireProfile.DIEM).addresses());
  }

  private NetworkAddress(List<Protocol> protocols, AddressSyntax syntax) {
    this.protocols = List.copyOf(protocols);
    this.syntax = syntax;
  }

  /**
   * Creates an address from its parts.
   *
   * @param protocols the parts, in order
   * @return the address
   * @throws IllegalArgumentException if there are none
   */
  public static NetworkAddress of(List<Protocol> protocols) {
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("a network address cannot be empty");
    }
    return new NetworkAddress(protocols);
  }

  /**
   * Creates an address {@code /ip4/../tcp/..} or {@code /ip6/../tcp/..} from a socket address.
   *
   * @param address a resolved socket address
   * @return the address
   */
  public static NetworkAddress of(InetSocketAddress address) {
    ByteBuffer ip = ByteBuffer.wrap(address.getAddress().getAddress());
    return new NetworkAddress(
        List.of(
            ip.remaining() == 4
                ? new Protocol.Ip4(ip.getInt())
                : new Protocol.Ip6(ip.getLong(), ip.getLong()),
            new Protocol.Tcp(address.getPort())));
  }

  /**
   * Creates the address {@code /memory/<port>}.
   *
   * @param port the port, 0 to 65,535
   * @return the address
   * @throws IllegalArgumentException if the port is out of range
   */
  public static NetworkAddress memory(int port) {
    return new NetworkAddress(List.of(new Protocol.Memory(port)));
  }

  /**
   * Parses the text form.
   *
   * @param text the text to parse
   * @return the address
   * @throws IllegalArgumentException if the text is not a network address; the message says where
   *     and why
   */
  public static NetworkAddress parse(String text) {
    return parse(text, WireProfile.DIEM);
  }

  /**
   * Parses the text form of a profile.
   *
   * @param text the text to parse
   * @param profile the profile of the network
   * @return the address
   * @throws IllegalArgumentException if the text is not a network address; the message says where
   *     and why
   */
  public static NetworkAddress parse(String text, WireProfile profile) {
    return parse(text, Profiles.of(profile).addresses());
  }

  private static NetworkAddress parse(String text, AddressSyntax syntax) {
    return new NetworkAddress(AddressCodec.parse(text, syntax), syntax);
  }

  /**
   * Decodes the BCS form, with both length prefixes.
   *
   * @param bytes the encoded address and nothing else
   * @return the address
   * @throws IllegalArgumentException if the bytes are not one network address
   */
  public static NetworkAddress fromBytes(byte[] bytes) {
    return fromBytes(bytes, WireProfile.DIEM);
  }

  /**
   * Decodes the BCS form, with both length prefixes and the rules of a profile.
   *
   * @param bytes the encoded address and nothing else
   * @param profile the profile of the network
   * @return the address
   * @throws IllegalArgumentException if the bytes are not one network address
   */
  public static NetworkAddress fromBytes(byte[] bytes, WireProfile profile) {
    AddressSyntax syntax = Profiles.of(profile).addresses();
    return new NetworkAddress(AddressCodec.fromBytes(bytes, syntax), syntax);
  }

  /** The same address, printed in the text form of a profile. */
  NetworkAddress in(WireProfile profile) {
    return new NetworkAddress(protocols, Profiles.of(profile).addresses());
  }

  /** {@return the BCS form with both length prefixes, in a new array} */
  public byte[] toBytes() {
    return AddressCodec.write(protocols);
  }

  /** {@return the parts, in order; unmodifiable} */
  public List<Protocol> protocols() {
    return protocols;
  }

  /** {@return the IP address or DNS name that the address starts with, or null} */
  public String host() {
    Protocol first = protocols.get(0);
    if (first instanceof Protocol.Ip4 ip) {
      return IpText.formatIp4(ip.address());
    } else if (first instanceof Protocol.Ip6 ip) {
      return IpText.formatIp6(ip.high(), ip.low(), true);
    } else if (first instanceof Protocol.Dns dns) {
      return dns.name();
    } else if (first instanceof Protocol.Dns4 dns) {
      return dns.name();
    } else if (first instanceof Protocol.Dns6 dns) {
      return dns.name();
    }
    return null;
  }

  /** {@return the TCP port or memory port of the base part, or -1} */
  public int port() {
    return switch (baseSize()) {
      case 1 -> ((Protocol.Memory) protocols.get(0)).port();
      case 2 -> ((Protocol.Tcp) protocols.get(1)).port();
      default -> -1;
    };
  }

  /** {@return whether the address starts with {@code /memory}} */
  public boolean isMemory() {
    return protocols.get(0) instanceof Protocol.Memory;
  }

  /** {@return the first public key in the address, or null} */
  public PublicKey noiseKey() {
    for (Protocol protocol : protocols) {
      if (protocol instanceof Protocol.NoiseIk noise) {
        return noise.key();
      }
    }
    return null;
  }

  /** {@return the first handshake version in the address, or -1} */
  public int handshakeVersion() {
    for (Protocol protocol : protocols) {
      if (protocol instanceof Protocol.Handshake handshake) {
        return handshake.version();
      }
    }
    return -1;
  }

  /** {@return whether the address can be dialed} See {@link #requireDialable()}. */
  public boolean isDialable() {
    return whyNotDialable() == null;
  }

  /**
   * {@return this address, if it can be dialed: it consists of a base part, a Noise key and
   * handshake version 0}
   *
   * @throws IllegalArgumentException if it cannot be dialed; the message gives the reason
   */
  public NetworkAddress requireDialable() {
    String reason = whyNotDialable();
    if (reason != null) {
      throw new IllegalArgumentException("cannot dial " + this + ": " + reason);
    }
    return this;
  }

  private String whyNotDialable() {
    int base = baseSize();
    if (base == 0) {
      return "it must begin with /ip4, /ip6, /dns, /dns4 or /dns6 and /tcp, or with /memory";
    }
    if (protocols.size() <= base || !(protocols.get(base) instanceof Protocol.NoiseIk)) {
      return "/" + syntax.noiseName() + "/<public key> must follow " + base();
    }
    if (protocols.size() <= base + 1 || !(protocols.get(base + 1) instanceof Protocol.Handshake)) {
      return "/" + syntax.handshakeName() + "/0 must follow the public key";
    }
    if (handshakeVersion() != HANDSHAKE_VERSION) {
      return "only handshake version 0 is supported, not " + handshakeVersion();
    }
    return protocols.size() > base + 2
        ? "nothing may follow /" + syntax.handshakeName() + "/0"
        : null;
  }

  /**
   * {@return whether the address can be listened on: it is {@code /ip4} or {@code /ip6} with {@code
   * /tcp}, or {@code /memory}}
   */
  public boolean isListenable() {
    Protocol first = protocols.get(0);
    return protocols.size() == baseSize()
        && (first instanceof Protocol.Ip4
            || first instanceof Protocol.Ip6
            || first instanceof Protocol.Memory);
  }

  /**
   * {@return whether the reference implementation accepts the address as a seed: it consists of a
   * base part other than {@code /memory}, a Noise key and any handshake version}
   */
  public boolean isDiemNetAddress() {
    return protocols.size() == 4
        && baseSize() == 2
        && protocols.get(2) instanceof Protocol.NoiseIk
        && protocols.get(3) instanceof Protocol.Handshake;
  }

  /**
   * {@return the base part, without the Noise key and the handshake version}
   *
   * @throws IllegalStateException if the address does not start with a base part
   */
  public NetworkAddress base() {
    int size = baseSize();
    if (size == 0) {
      throw new IllegalStateException(this + " does not begin with a host and port or /memory");
    }
    return new NetworkAddress(protocols.subList(0, size), syntax);
  }

  /**
   * Returns this address with a Noise key and a handshake version appended.
   *
   * @param key the key
   * @param handshakeVersion the handshake version, 0 to 255
   * @return the new address
   */
  public NetworkAddress withNoise(PublicKey key, int handshakeVersion) {
    List<Protocol> extended = new ArrayList<>(protocols);
    extended.add(new Protocol.NoiseIk(key));
    extended.add(new Protocol.Handshake(handshakeVersion));
    return new NetworkAddress(extended, syntax);
  }

  /**
   * Returns this address with another port in its base part.
   *
   * @param port the port, 0 to 65,535
   * @return the new address
   * @throws IllegalStateException if the address does not start with a base part
   */
  public NetworkAddress withPort(int port) {
    List<Protocol> changed = new ArrayList<>(protocols);
    switch (baseSize()) {
      case 1 -> changed.set(0, new Protocol.Memory(port));
      case 2 -> changed.set(1, new Protocol.Tcp(port));
      default -> throw new IllegalStateException(this + " has no port");
    }
    return new NetworkAddress(changed, syntax);
  }

  /** The number of protocols in the base part: 2 with TCP, 1 for memory, 0 if there is none. */
  private int baseSize() {
    if (isMemory()) {
      return 1;
    }
    boolean tcp = protocols.size() > 1 && protocols.get(1) instanceof Protocol.Tcp;
    return tcp && host() != null ? 2 : 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkAddress address && protocols.equals(address.protocols);
  }

  @Override
  public int hashCode() {
    return protocols.hashCode();
  }

  /** {@return the text form of the address's profile, as the reference implementation prints it} */
  @Override
  public String toString() {
    return AddressCodec.format(protocols, syntax);
  }
}
