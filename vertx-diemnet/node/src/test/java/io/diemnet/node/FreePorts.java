package io.diemnet.node;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for programs that must be told theirs before they start. */
final class FreePorts {

  private static final int RANGE = 4_500;

  private FreePorts() {}

  /**
   * The first of so many ports in a row that are free now, of the {@value #RANGE} from this one on.
   * Below 30,000 the system gives none to others in the meantime.
   */
  static int inARow(int from, int count) throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(from, from + RANGE);
      try {
        for (int port = first; port < first + count; port++) {
          new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
        return first;
      } catch (BindException taken) {
        // Others, then.
      }
    }
    throw new IllegalStateException("no free ports");
  }
}
