package io.diemnet.vertx;

import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.profile.AddressSyntax;
import io.diemnet.vertx.impl.profile.Profiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Parses and writes the text form and the BCS form of network addresses (specification section 3).
 */
final class AddressCodec {

  /** The names that all profiles have. */
  private static final Set<String> COMMON_NAMES =
      Set.of("ip4", "ip6", "dns", "dns4", "dns6", "tcp", "memory");

  private AddressCodec() {}

  static List<Protocol> parse(String text, AddressSyntax syntax) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a network address cannot be empty");
    }
    if (text.charAt(0) != '/') {
      throw new IllegalArgumentException("a network address starts with '/': " + text);
    }
    String[] parts = text.substring(1).split("/", -1);
    List<Protocol> protocols = new ArrayList<>(parts.length / 2);
    try {
      for (int i = 0; i < parts.length; i += 2) {
        if (parts[i].isEmpty() && syntax.ignoresEmptyParts()) {
          i--;
          continue;
        }
        String value = i + 1 < parts.length ? parts[i + 1] : null;
        protocols.add(parseProtocol(parts[i], value, syntax));
      }
      if (protocols.isEmpty()) {
        throw new IllegalArgumentException("no protocol is there");
      }
      syntax.check(protocols);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ", in the network address " + text, e);
    }
    return protocols;
  }

  private static Protocol parseProtocol(String name, String value, AddressSyntax syntax) {
    boolean noise = name.equals(syntax.noiseName());
    boolean handshake = name.equals(syntax.handshakeName());
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a protocol's name is missing after '/'");
    }
    if (!noise && !handshake && !COMMON_NAMES.contains(name)) {
      throw new IllegalArgumentException("unknown protocol '" + name + "'" + hint(name, syntax));
    }
    if (value == null) {
      throw new IllegalArgumentException("/" + name + " needs a value");
    }
    if (noise) {
      return new Protocol.NoiseIk(syntax.parseKey(value));
    }
    if (handshake) {
      return new Protocol.Handshake(parseNumber(name, value, 0xff));
    }
    return switch (name) {
      case "ip4" -> parseIp4(value);
      case "ip6" -> parseIp6(value);
      case "dns" -> new Protocol.Dns(value);
      case "dns4" -> new Protocol.Dns4(value);
      case "dns6" -> new Protocol.Dns6(value);
      case "tcp" -> new Protocol.Tcp(parseNumber(name, value, 0xffff));
      default -> new Protocol.Memory(parseNumber(name, value, 0xffff));
    };
  }

  /** What a name of another profile is called in this one. */
  private static String hint(String name, AddressSyntax syntax) {
    for (WireProfile profile : WireProfile.values()) {
      AddressSyntax other = Profiles.of(profile).addresses();
      boolean noise = name.equals(other.noiseName());
      if (noise || name.equals(other.handshakeName())) {
        return " (it is of profile "
            + profile
            + "; in the profile of this network it is called "
            + (noise ? syntax.noiseName() : syntax.handshakeName())
            + ")";
      }
    }
    return "";
  }

  static String format(List<Protocol> protocols, AddressSyntax syntax) {
    StringBuilder text = new StringBuilder(128);
    for (Protocol protocol : protocols) {
      if (protocol instanceof Protocol.NoiseIk noise) {
        text.append('/').append(syntax.noiseName());
        text.append('/').append(syntax.formatKey(noise.key()));
      } else if (protocol instanceof Protocol.Handshake handshake) {
        text.append('/').append(syntax.handshakeName()).append('/').append(handshake.version());
      } else if (protocol instanceof Protocol.Ip6 ip) {
        boolean dotted = syntax.dottedCompatibleIp6();
        text.append("/ip6/").append(IpText.formatIp6(ip.high(), ip.low(), dotted));
      } else {
        text.append(protocol);
      }
    }
    return text.toString();
  }

  private static Protocol parseIp4(String value) {
    long address = IpText.parseIp4(value);
    if (address < 0) {
      throw new IllegalArgumentException("'" + value + "' is not an IPv4 address");
    }
    return new Protocol.Ip4((int) address);
  }

  private static Protocol parseIp6(String value) {
    int[] groups = IpText.parseIp6(value);
    if (groups == null) {
      throw new IllegalArgumentException("'" + value + "' is not an IPv6 address");
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | groups[i];
      low = low << 16 | groups[4 + i];
    }
    return new Protocol.Ip6(high, low);
  }

  /** Parses ASCII digits with an optional plus sign. Leading zeros are allowed. */
  private static int parseNumber(String name, String value, int max) {
    int digits = value.startsWith("+") ? 1 : 0;
    int number = 0;
    boolean valid = value.length() > digits;
    for (int i = digits; i < value.length() && valid; i++) {
      char c = value.charAt(i);
      number = number * 10 + (c - '0');
      valid = c >= '0' && c <= '9' && number <= max;
    }
    if (!valid) {
      throw new IllegalArgumentException(
          "/" + name + " takes a number from 0 to " + max + ", not '" + value + "'");
    }
    return number;
  }

  /**
   * Reads an address that fills the array.
   *
   * @throws IllegalArgumentException if the bytes are not an address of the syntax
   */
  static List<Protocol> fromBytes(byte[] bytes, AddressSyntax syntax) {
    try {
      BcsReader reader = new BcsReader(bytes);
      List<Protocol> protocols = read(reader);
      reader.end();
      syntax.check(protocols);
      return protocols;
    } catch (BcsException e) {
      throw new IllegalArgumentException("not a network address: " + e.getMessage(), e);
    }
  }

  static void checkName(String name) {
    int size = BcsWriter.utf8(name).length;
    if (size == 0 || size > 255) {
      throw new IllegalArgumentException("a DNS name has 1 to 255 bytes, this has " + size);
    }
    if (name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("a DNS name has no '/'");
    }
  }

  static void checkRange(String what, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " is from 0 to " + max + ", not " + value);
    }
  }

  /** Reads the length-prefixed byte string that contains the list of protocols. */
  private static List<Protocol> read(BcsReader outer) {
    BcsReader in = outer.readNested();
    int count = in.readLength(2);
    if (count == 0) {
      throw new BcsException("a network address cannot be empty");
    }
    List<Protocol> protocols = new ArrayList<>(Math.min(count, 16));
    for (int i = 0; i < count; i++) {
      protocols.add(readProtocol(in));
    }
    in.end();
    return protocols;
  }

  private static Protocol readProtocol(BcsReader in) {
    try {
      return switch (in.readVariant(9)) {
        case 0 -> new Protocol.Ip4(Integer.reverseBytes(in.readU32()));
        case 1 ->
            new Protocol.Ip6(Long.reverseBytes(in.readU64()), Long.reverseBytes(in.readU64()));
        case 2 -> new Protocol.Dns(in.readString());
        case 3 -> new Protocol.Dns4(in.readString());
        case 4 -> new Protocol.Dns6(in.readString());
        case 5 -> new Protocol.Tcp(in.readU16());
        case 6 -> new Protocol.Memory(in.readU16());
        case 7 -> new Protocol.NoiseIk(PublicKey.of(in.readBytes()));
        default -> new Protocol.Handshake(in.readU8());
      };
    } catch (IllegalArgumentException e) {
      throw new BcsException(e.getMessage());
    }
  }

  static byte[] write(List<Protocol> protocols) {
    BcsWriter inner = new BcsWriter().writeUleb128(protocols.size());
    for (Protocol protocol : protocols) {
      writeProtocol(inner, protocol);
    }
    byte[] list = inner.toByteArray();
    return new BcsWriter(list.length + 5).writeBytes(list).toByteArray();
  }

  private static void writeProtocol(BcsWriter out, Protocol protocol) {
    if (protocol instanceof Protocol.Ip4 p) {
      out.writeUleb128(0).writeU32(Integer.reverseBytes(p.address()));
    } else if (protocol instanceof Protocol.Ip6 p) {
      out.writeUleb128(1)
          .writeU64(Long.reverseBytes(p.high()))
          .writeU64(Long.reverseBytes(p.low()));
    } else if (protocol instanceof Protocol.Dns p) {
      out.writeUleb128(2).writeString(p.name());
    } else if (protocol instanceof Protocol.Dns4 p) {
      out.writeUleb128(3).writeString(p.name());
    } else if (protocol instanceof Protocol.Dns6 p) {
      out.writeUleb128(4).writeString(p.name());
    } else if (protocol instanceof Protocol.Tcp p) {
      out.writeUleb128(5).writeU16(p.port());
    } else if (protocol instanceof Protocol.Memory p) {
      out.writeUleb128(6).writeU16(p.port());
    } else if (protocol instanceof Protocol.NoiseIk p) {
      out.writeUleb128(7).writeBytes(p.key().bytes());
    } else if (protocol instanceof Protocol.Handshake p) {
      out.writeUleb128(8).writeU8(p.version());
    }
  }
}
