package io.diemnet.node.command.bench;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.HdrHistogram.Histogram;

/** Drives a {@link Link} for a given time and measures its speed. */
final class Workload {

  /** Maximum bytes that a turn of the loop sends before the socket is served. */
  private static final int TURN_MESSAGES = 512;

  private static final int TURN_BYTES = 1024 * 1024;

  private Workload() {}

  /** Sends direct sends of a size as fast as the link accepts them. Returns messages per second. */
  static double directSends(Link link, int size, long millis) {
    Pump pump = new Pump(link, Buffer.buffer(new byte[size]));
    link.context().runOnContext(here -> pump.run());
    long start = System.nanoTime();
    long before = link.received();
    sleep(millis);
    long count = link.received() - before;
    double seconds = (System.nanoTime() - start) / 1e9;
    pump.stop();
    return count / seconds;
  }

  private static final class Pump implements Runnable {
    private final Link link;
    private final Buffer payload;
    private final int perTurn;
    private final Promise<Void> stopped = Promise.promise();
    private volatile boolean stopping;

    Pump(Link link, Buffer payload) {
      this.link = link;
      this.payload = payload;
      this.perTurn = Math.max(1, Math.min(TURN_MESSAGES, TURN_BYTES / payload.length()));
    }

    @Override
    public void run() {
      for (int sent = 0; sent < perTurn; sent++) {
        if (stopping) {
          stopped.complete();
          return;
        }
        if (link.full()) {
          link.onDrain(this);
          return;
        }
        link.directSend(payload);
      }
      link.context().runOnContext(here -> run());
    }

    void stop() {
      stopping = true;
      stopped.future().await();
      // Messages in flight must not count for the next round.
      long seen;
      do {
        seen = link.received();
        sleep(20);
      } while (link.received() != seen);
    }
  }

  /** Keeps a number of calls outstanding. Returns calls per second and records latencies in ns. */
  static double calls(Link link, int outstanding, int size, long millis, Histogram latency) {
    Calls calls = new Calls(link, Buffer.buffer(new byte[size]), latency);
    long start = System.nanoTime();
    link.context()
        .runOnContext(
            here -> {
              for (int i = 0; i < outstanding; i++) {
                calls.call();
              }
            });
    sleep(millis);
    calls.stop();
    double seconds = (calls.last - start) / 1e9;
    return calls.done / seconds;
  }

  private static final class Calls {
    private final Link link;
    private final Buffer request;
    private final Histogram latency;
    private final Promise<Void> stopped = Promise.promise();
    private volatile boolean stopping;
    private int pending;
    // Written on the client's loop only. Others read it after stopped has completed.
    private long done;
    private long last;

    Calls(Link link, Buffer request, Histogram latency) {
      this.link = link;
      this.request = request;
      this.latency = latency;
    }

    void call() {
      pending++;
      long sent = System.nanoTime();
      link.rpc(
          request,
          response -> {
            long now = System.nanoTime();
            latency.recordValue(now - sent);
            pending--;
            if (!stopping) {
              done++;
              last = now;
              call();
            } else if (pending == 0) {
              stopped.complete();
            }
          });
    }

    void stop() {
      stopping = true;
      stopped.future().await();
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
