package io.diemnet.tests;

import io.diemnet.vertx.NetworkAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * One thread that opens connections to a node as fast as it can, all from one address, says
 * something on each, and holds the newest open: the rest are closed, oldest first.
 */
final class Flood implements Closeable {

  /** An address of this machine that no peer in these tests has. */
  private static final String ELSEWHERE = "127.0.0.9";

  private final InetSocketAddress target;
  private final int held;
  private final LongFunction<byte[]> said;
  private final Deque<Socket> open = new ArrayDeque<>();
  private final AtomicLong connections = new AtomicLong();
  private final Thread thread = new Thread(this::run, "flood");
  private volatile boolean over;

  private Flood(NetworkAddress target, int held, LongFunction<byte[]> said) {
    this.target = new InetSocketAddress(target.host(), target.port());
    this.held = held;
    this.said = said;
  }

  /**
   * @param held how many connections are open at any time
   * @param said what is said on connection number n
   */
  static Flood begin(NetworkAddress target, int held, LongFunction<byte[]> said) {
    Flood flood = new Flood(target, held, said);
    flood.thread.start();
    return flood;
  }

  long connections() {
    return connections.get();
  }

  private void run() {
    while (!over) {
      Socket socket = new Socket();
      open.add(socket);
      try {
        // A reset at the end: no port waits for a minute to be free again.
        socket.setSoLinger(true, 0);
        socket.bind(new InetSocketAddress(ELSEWHERE, 0));
        socket.connect(target);
        connections.incrementAndGet();
        socket.getOutputStream().write(said.apply(connections.get()));
      } catch (IOException refused) {
        // The node closed it already, or has no room to accept: the next one.
        Thread.onSpinWait();
      }
      if (open.size() > held) {
        closeOldest();
      }
    }
    while (!open.isEmpty()) {
      closeOldest();
    }
  }

  private void closeOldest() {
    try {
      open.remove().close();
    } catch (IOException gone) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
