package io.diemnet.vertx;

import java.util.StringJoiner;

/**
 * Parses and formats IP addresses as the reference implementation does. IPv6 addresses always have
 * 16 bytes; {@code java.net} types would turn IPv4-mapped ones into IPv4.
 */
final class IpText {

  private IpText() {}

  /**
   * Parses four decimal numbers without leading zeros into a 32-bit value; returns -1 for any other
   * text.
   */
  static long parseIp4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return -1;
    }
    long address = 0;
    for (String part : parts) {
      int octet = parseGroup(part, 10, 3);
      if (octet < 0 || octet > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
        return -1;
      }
      address = address << 8 | octet;
    }
    return address;
  }

  static String formatIp4(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xff)
        + "."
        + (address >>> 8 & 0xff)
        + "."
        + (address & 0xff);
  }

  /** Parses an IPv6 address into eight groups; returns null for any other text. */
  static int[] parseIp6(String text) {
    int gap = text.indexOf("::");
    int[] groups = new int[8];
    if (gap < 0) {
      return parseGroups(text, groups, true) == 8 ? groups : null;
    }
    int head = parseGroups(text.substring(0, gap), groups, false);
    int[] tail = new int[8];
    int tailSize = parseGroups(text.substring(gap + 2), tail, true);
    if (head < 0 || tailSize < 0 || head + tailSize > 7) {
      return null;
    }
    System.arraycopy(tail, 0, groups, 8 - tailSize, tailSize);
    return groups;
  }

  /** Returns the number of groups read, or -1. */
  private static int parseGroups(String text, int[] groups, boolean mayEndInIp4) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean ip4 = mayEndInIp4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0;
      if (count + (ip4 ? 2 : 1) > 8) {
        return -1;
      }
      if (ip4) {
        long address = parseIp4(parts[i]);
        if (address < 0) {
          return -1;
        }
        groups[count++] = (int) (address >>> 16);
        groups[count++] = (int) (address & 0xffff);
      } else {
        int group = parseGroup(parts[i], 16, 4);
        if (group < 0) {
          return -1;
        }
        groups[count++] = group;
      }
    }
    return count;
  }

  /** Parses one to {@code maxDigits} ASCII digits; returns -1 for any other text. */
  private static int parseGroup(String text, int radix, int maxDigits) {
    if (text.isEmpty() || text.length() > maxDigits) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  /**
   * Formats an address in compressed lower case. IPv4-mapped addresses become {@code
   * ::ffff:1.2.3.4}. Addresses whose first 96 bits are zero become {@code ::1.2.3.4}, except {@code
   * ::} and {@code ::1}, and except if {@code dottedCompatible} is false.
   */
  static String formatIp6(long high, long low, boolean dottedCompatible) {
    if (dottedCompatible && high == 0 && low >>> 32 == 0 && low > 1) {
      return "::" + formatIp4((int) low);
    }
    if (high == 0 && low >>> 32 == 0xffff) {
      return "::ffff:" + formatIp4((int) low);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (high >>> (48 - 16 * i)) & 0xffff;
      groups[4 + i] = (int) (low >>> (48 - 16 * i)) & 0xffff;
    }
    int gapStart = 0;
    int gap = 0;
    for (int i = 0, run = 0; i < 8; i++) {
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > gap) {
        gap = run;
        gapStart = i - run + 1;
      }
    }
    return gap < 2
        ? join(groups, 0, 8)
        : join(groups, 0, gapStart) + "::" + join(groups, gapStart + gap, 8);
  }

  private static String join(int[] groups, int from, int to) {
    StringJoiner text = new StringJoiner(":");
    for (int i = from; i < to; i++) {
      text.add(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
