package io.diemnet.node.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Loopback addresses, and the default one. */
public final class Loopback {

  private static final String IP4 = "127.0.0.1";
  private static final String IP6 = "::1";

  private Loopback() {}

  /** Returns 127.0.0.1, or ::1 if only that is available. Opens a port for a short time. */
  public static String address() {
    return !canListen(IP4) && canListen(IP6) ? IP6 : IP4;
  }

  private static boolean canListen(String host) {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return probe.isBound();
    } catch (IOException notHere) {
      return false;
    }
  }

  /** Decides by the text, because a name other than localhost may resolve to any address. */
  public static boolean is(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
