package io.diemnet.node.command.ping;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.buffer.Buffer;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Pings one peer once a second and keeps the statistics (specification section 11). */
final class PingSeries {

  private static final byte PING = 0;
  private static final byte PONG = 1;
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DiemNet network;
  private final PeerId peer;
  private final NetworkAddress address;
  private final PrintWriter out;
  private final long begin = System.nanoTime();

  private int sent;
  private int received;
  private double least = Double.MAX_VALUE;
  private double most;
  private double sum;
  private double sumOfSquares;
  private boolean connectionLost;
  private boolean summarized;

  PingSeries(DiemNet network, PeerId peer, NetworkAddress address, PrintWriter out) {
    this.network = network;
    this.peer = peer;
    this.address = address;
    this.out = out;
  }

  /** Sends {@code count} pings; 0 means without end. */
  void run(int count) throws InterruptedException {
    for (int sequence = 1; (count == 0 || sequence <= count) && !connectionLost; sequence++) {
      long next = System.nanoTime() + INTERVAL_NANOS;
      ping(sequence);
      if (sequence != count && !connectionLost) {
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    }
  }

  /** Whether a pong came and the connection was not lost. */
  synchronized boolean succeeded() {
    return received > 0 && !connectionLost;
  }

  private void ping(int sequence) {
    int nonce = ThreadLocalRandom.current().nextInt();
    long start = System.nanoTime();
    synchronized (this) {
      sent++;
    }
    try {
      // The clock is read on the event loop, so that waking this thread is not measured.
      Pong pong =
          network
              .rpc(peer, ProtocolId.HEALTH_CHECKER_RPC, message(PING, nonce))
              .map(answer -> new Pong(answer, System.nanoTime() - start))
              .await();
      if (pong.answer.equals(message(PONG, nonce))) {
        received(sequence, pong.nanos);
      } else {
        out.println("wrong answer from " + address + ": seq=" + sequence);
      }
    } catch (DiemNetException failure) {
      failed(sequence, failure);
    }
  }

  private record Pong(Buffer answer, long nanos) {}

  private static Buffer message(byte variant, int nonce) {
    return Buffer.buffer(5).appendByte(variant).appendIntLE(nonce);
  }

  private synchronized void received(int sequence, long nanos) {
    double millis = nanos / 1e6;
    received++;
    least = Math.min(least, millis);
    most = Math.max(most, millis);
    sum += millis;
    sumOfSquares += millis * millis;
    out.println("pong from " + address + ": seq=" + sequence + " time=" + millis(nanos) + " ms");
  }

  private void failed(int sequence, DiemNetException failure) {
    connectionLost =
        failure.code() == FailureCode.CONNECTION_LOST
            || failure.code() == FailureCode.NOT_CONNECTED
            || failure.code() == FailureCode.NOT_SUPPORTED;
    out.println("no pong from " + address + ": seq=" + sequence + " " + failure.getMessage());
    if (connectionLost && failure.code() != FailureCode.NOT_SUPPORTED) {
      out.println(
          "the remote closed the connection after the handshake: it may be full, shutting down, or"
              + " keep another connection of this peer id");
    }
  }

  /** Prints the summary as ping(8) does. Prints it once only. */
  synchronized void printSummary() {
    if (summarized) {
      return;
    }
    summarized = true;
    out.println();
    out.println("--- " + peer + " ping statistics ---");
    out.printf(
        Locale.ROOT,
        "%d pings sent, %d pongs received, %d%% lost, time %s ms%n",
        sent,
        received,
        sent == 0 ? 0 : Math.round(100.0 * (sent - received) / sent),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    if (received > 0) {
      double average = sum / received;
      double deviation = Math.sqrt(Math.max(0, sumOfSquares / received - average * average));
      out.printf(
          Locale.ROOT,
          "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms%n",
          least,
          average,
          most,
          deviation);
    }
    out.flush();
  }

  /** A time with three significant digits, as in ping(8). */
  static String millis(long nanos) {
    double millis = nanos / 1e6;
    String format = millis < 1 ? "%.3f" : millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, millis);
  }
}
