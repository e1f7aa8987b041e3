package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.AddressSyntax;
import io.diemnet.vertx.impl.profile.Addresses;
import io.diemnet.vertx.impl.profile.Profiles;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a peer is and how to talk to it: a list of protocols, {@code
 * /ip4/10.0.0.16/tcp/6180/ln-noise-ik/<public key>/ln-handshake/0} for one (specification section
 * 3).
 *
 * <p>Any list of known protocols is an address. Which of them may be dialed ({@link #isDialable}),
 * listened on ({@link #isListenable}) or named as a seed ({@link #isDiemNetAddress}) is asked of
 * it. Immutable, for any thread.
 */
public final class NetworkAddress {

  /** The handshake version that this network speaks. */
  public static final int HANDSHAKE_VERSION = 0;

  /** One part of an address. Its text is {@code /name/value}. */
  public sealed interface Protocol {

    /** An IPv4 address in its 32 bits. */
    record Ip4(int address) implements Protocol {
      @Override
      public String toString() {
        return "/ip4/" + IpText.formatIp4(address);
      }
    }

    /** An IPv6 address: its first and last eight bytes. */
    record Ip6(long high, long low) implements Protocol {
      @Override
      public String toString() {
        return "/ip6/" + IpText.formatIp6(high, low);
      }
    }

    /** A name that stands for IPv4 and IPv6 addresses: 1 to 255 bytes of UTF-8 without '/'. */
    record Dns(String name) implements Protocol {
      public Dns {
        AddressCodec.checkName(name);
      }

      @Override
      public String toString() {
        return "/dns/" + name;
      }
    }

    /** A name of which only the IPv4 addresses are taken. */
    record Dns4(String name) implements Protocol {
      public Dns4 {
        AddressCodec.checkName(name);
      }

      @Override
      public String toString() {
        return "/dns4/" + name;
      }
    }

    /** A name of which only the IPv6 addresses are taken. */
    record Dns6(String name) implements Protocol {
      public Dns6 {
        AddressCodec.checkName(name);
      }

      @Override
      public String toString() {
        return "/dns6/" + name;
      }
    }

    /** A TCP port, 0 to 65535. */
    record Tcp(int port) implements Protocol {
      public Tcp {
        AddressCodec.checkRange("a port", port, 0xffff);
      }

      @Override
      public String toString() {
        return "/tcp/" + port;
      }
    }

    /** A port within this process, 0 to 65535. */
    record Memory(int port) implements Protocol {
      public Memory {
        AddressCodec.checkRange("a port", port, 0xffff);
      }

      @Override
      public String toString() {
        return "/memory/" + port;
      }
    }

    /** The public key that the listener proves. */
    record NoiseIk(PublicKey key) implements Protocol {
      @Override
      public String toString() {
        return "/ln-noise-ik/" + key;
      }
    }

    /** The version of the handshake, 0 to 255. */
    record Handshake(int version) implements Protocol {
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

  /** The address of these protocols; {@link IllegalArgumentException} if there are none. */
  public static NetworkAddress of(List<Protocol> protocols) {
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("a network address cannot be empty");
    }
    return new NetworkAddress(protocols);
  }

  /** The address {@code /ip4/../tcp/..} or {@code /ip6/../tcp/..} of a resolved socket address. */
  public static NetworkAddress of(InetSocketAddress address) {
    ByteBuffer ip = ByteBuffer.wrap(address.getAddress().getAddress());
    return new NetworkAddress(
        List.of(
            ip.remaining() == 4
                ? new Protocol.Ip4(ip.getInt())
                : new Protocol.Ip6(ip.getLong(), ip.getLong()),
            new Protocol.Tcp(address.getPort())));
  }

  /** The address {@code /memory/<port>}. */
  public static NetworkAddress memory(int port) {
    return new NetworkAddress(List.of(new Protocol.Memory(port)));
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is no network address; the message says where and why
   */
  public static NetworkAddress parse(String text) {
    return parse(text, WireProfile.DIEM);
  }

  /**
   * Reads the text form of a profile.
   *
   * @throws IllegalArgumentException if it is no network address; the message says where and why
   */
  public static NetworkAddress parse(String text, WireProfile profile) {
    return parse(text, Profiles.of(profile).addresses());
  }

  private static NetworkAddress parse(String text, AddressSyntax syntax) {
    return new NetworkAddress(AddressCodec.parse(text, syntax), syntax);
  }

  /**
   * Reads the BCS form, both of its lengths included.
   *
   * @throws IllegalArgumentException if these bytes, all of them, are no network address
   */
  public static NetworkAddress fromBytes(byte[] bytes) {
    return fromBytes(bytes, WireProfile.DIEM);
  }

  /**
   * Reads the BCS form, both of its lengths included, with the rules of a profile.
   *
   * @throws IllegalArgumentException if these bytes, all of them, are no network address
   */
  public static NetworkAddress fromBytes(byte[] bytes, WireProfile profile) {
    AddressSyntax syntax = Profiles.of(profile).addresses();
    return new NetworkAddress(AddressCodec.fromBytes(bytes, syntax), syntax);
  }

  /** The BCS form, both of its lengths included, in an array of the caller's own. */
  public byte[] toBytes() {
    return AddressCodec.write(protocols);
  }

  /** The parts, in order; unmodifiable. */
  public List<Protocol> protocols() {
    return protocols;
  }

  /** IP address or DNS name of an address that begins with one, else null. */
  public String host() {
    Protocol first = protocols.get(0);
    if (first instanceof Protocol.Ip4 ip) {
      return IpText.formatIp4(ip.address());
    } else if (first instanceof Protocol.Ip6 ip) {
      return IpText.formatIp6(ip.high(), ip.low());
    } else if (first instanceof Protocol.Dns dns) {
      return dns.name();
    } else if (first instanceof Protocol.Dns4 dns) {
      return dns.name();
    } else if (first instanceof Protocol.Dns6 dns) {
      return dns.name();
    }
    return null;
  }

  /** The TCP or memory port of the base part, -1 if there is none. */
  public int port() {
    return switch (baseSize()) {
      case 1 -> ((Protocol.Memory) protocols.get(0)).port();
      case 2 -> ((Protocol.Tcp) protocols.get(1)).port();
      default -> -1;
    };
  }

  /** Whether it begins with {@code /memory}. */
  public boolean isMemory() {
    return protocols.get(0) instanceof Protocol.Memory;
  }

  /** The first public key in it, or null. */
  public PublicKey noiseKey() {
    for (Protocol protocol : protocols) {
      if (protocol instanceof Protocol.NoiseIk noise) {
        return noise.key();
      }
    }
    return null;
  }

  /** The first handshake version in it, or -1. */
  public int handshakeVersion() {
    for (Protocol protocol : protocols) {
      if (protocol instanceof Protocol.Handshake handshake) {
        return handshake.version();
      }
    }
    return -1;
  }

  /** Whether {@link #requireDialable} finds nothing wrong. */
  public boolean isDialable() {
    return whyNotDialable() == null;
  }

  /**
   * This address, if it may be dialed: a base part, a Noise key and handshake version 0, and
   * nothing else.
   *
   * @throws IllegalArgumentException otherwise; the message says what is wrong
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
      return "only handshake version 0 is spoken here, not " + handshakeVersion();
    }
    return protocols.size() > base + 2
        ? "nothing may follow /" + syntax.handshakeName() + "/0"
        : null;
  }

  /** Whether it may be listened on: {@code /ip4} or {@code /ip6} and {@code /tcp}, or memory. */
  public boolean isListenable() {
    Protocol first = protocols.get(0);
    return protocols.size() == baseSize()
        && (first instanceof Protocol.Ip4
            || first instanceof Protocol.Ip6
            || first instanceof Protocol.Memory);
  }

  /**
   * Whether the reference would take it as a seed: a base part other than memory, a Noise key and
   * any handshake version, and nothing else.
   */
  public boolean isDiemNetAddress() {
    return protocols.size() == 4
        && baseSize() == 2
        && protocols.get(2) instanceof Protocol.NoiseIk
        && protocols.get(3) instanceof Protocol.Handshake;
  }

  /**
   * The base part alone, without Noise key and handshake version.
   *
   * @throws IllegalStateException if it does not begin with one
   */
  public NetworkAddress base() {
    int size = baseSize();
    if (size == 0) {
      throw new IllegalStateException(this + " does not begin with a host and port or /memory");
    }
    return new NetworkAddress(protocols.subList(0, size), syntax);
  }

  /** This address with a Noise key and a handshake version appended. */
  public NetworkAddress withNoise(PublicKey key, int handshakeVersion) {
    List<Protocol> extended = new ArrayList<>(protocols);
    extended.add(new Protocol.NoiseIk(key));
    extended.add(new Protocol.Handshake(handshakeVersion));
    return new NetworkAddress(extended, syntax);
  }

  /**
   * This address with another port in its base part.
   *
   * @throws IllegalStateException if it does not begin with one
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

  /** How many protocols the base part has: 2 with TCP, 1 for memory, 0 if there is none. */
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

  /** The text form of the address's profile, as the reference prints it. */
  @Override
  public String toString() {
    return AddressCodec.format(protocols, syntax);
  }
}
