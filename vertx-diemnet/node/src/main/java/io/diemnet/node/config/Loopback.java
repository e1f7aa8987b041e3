package io.diemnet.node.config;

/** Which hosts are this machine only. */
public final class Loopback {

  private Loopback() {}

  /** By its text: a name other than localhost may resolve to anything. */
  public static boolean is(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
