package io.diemnet.vertx.impl.noise;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The few threads that compute key agreements, so that no loop does. Both the threads and what may
 * wait for them are bounded: past that a handshake is refused at once. The threads are daemons and
 * end by themselves after a time without work.
 */
public final class HandshakeExecutor implements Executor {

  /** Handshake steps that may wait in the shared executor; each takes some 0.2 to 0.4 ms. */
  public static final int DEFAULT_QUEUE = 1024;

  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final ThreadPoolExecutor pool;
  private final LongAdder rejected = new LongAdder();

  /** Holds the process-wide instance, made when it is first asked for. */
  private static final class Shared {
    static final HandshakeExecutor INSTANCE =
        new HandshakeExecutor(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2), DEFAULT_QUEUE);
  }

  public HandshakeExecutor(int threads, int queue) {
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            HandshakeExecutor::thread);
    pool.allowCoreThreadTimeOut(true);
  }

  /** One for the whole process, with a thread for every two processors. */
  public static HandshakeExecutor shared() {
    return Shared.INSTANCE;
  }

  /**
   * Runs it on one of the threads.
   *
   * @throws RejectedExecutionException if too much is waiting already; it is counted
   */
  @Override
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException e) {
      rejected.increment();
      throw e;
    }
  }

  /** How many tasks were refused so far. */
  public long rejected() {
    return rejected.sum();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "diemnet-handshake-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
