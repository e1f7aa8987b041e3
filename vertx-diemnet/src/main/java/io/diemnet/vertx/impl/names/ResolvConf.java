package io.diemnet.vertx.impl.names;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@code resolv.conf} says of name servers and how to ask them. Pure; what it does not know
 * it passes over, as the C library does.
 *
 * @param servers IP addresses, in their order; those with a scope are left out, since they could
 *     not be reached without it
 * @param search domains to try for short names
 * @param ndots dots that make a name be tried as it is first
 * @param rotate whether to take the servers in turn
 */
record ResolvConf(List<String> servers, List<String> search, int ndots, boolean rotate) {

  private static final int MAX_SERVERS = 8;
  private static final int MAX_NDOTS = 15;

  ResolvConf {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
  }

  static ResolvConf parse(String text) {
    List<String> servers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    boolean rotate = false;
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      List<String> values = List.of(words).subList(1, words.length);
      switch (words[0]) {
        case "nameserver" -> {
          if (!values.isEmpty() && servers.size() < MAX_SERVERS && isAddress(values.get(0))) {
            servers.add(values.get(0));
          }
        }
        case "search", "domain" -> search = values; // the last one counts
        case "options" -> {
          for (String option : values) {
            rotate |= option.equals("rotate");
            if (option.matches("ndots:[0-9]{1,4}")) {
              ndots = Math.min(MAX_NDOTS, Integer.parseInt(option.substring(6)));
            }
          }
        }
        default -> {
          // a comment, or of no meaning here
        }
      }
    }
    return new ResolvConf(servers, search, ndots, rotate);
  }

  private static boolean isAddress(String text) {
    return !text.contains("%")
        && (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text));
  }
}
