package io.diemnet.vertx.impl.noise;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few threads that compute key agreements, so that no loop does. Both the threads and what may
 * wait for them are bounded: past that a handshake is refused at once. The threads are daemons and
 * end by themselves after a time without work.
 *
 * <p>Steps wait in lanes. Each lane has a bound of its own, so a flood in one lane takes no room of
 * another. The most urgent lane goes first; every {@value #FAIR_EVERY}th step taken is of the least
 * urgent one, so that no lane starves. Steps of dialers that are not known occupy only some of the
 * threads at a time, so that the event loops and the known peers keep processors.
 */
public final class HandshakeExecutor implements Executor {

  /**
   * Handshake steps that may wait in a lane of the shared executor; each takes up to 0.4 ms. Room
   * for the dials of a hundred networks in one process, for which waiting is better than failing.
   */
  public static final int DEFAULT_QUEUE = 4 * 1024;

  /** Of this many steps taken, one is of the least urgent lane. */
  static final int FAIR_EVERY = 8;

  /** What is known of the dialer before anything is computed. */
  public enum Lane {
    /** Dials of this node. */
    OWN(true),
    /** The dialer claims a trusted id, from an address where that peer has been. */
    KNOWN(true),
    /** The dialer claims a trusted id, from another address. */
    CLAIMED(false),
    /** Any other dialer. */
    STRANGER(false);

    private final boolean known;

    Lane(boolean known) {
      this.known = known;
    }
  }

  private static final List<Lane> MOST_URGENT_FIRST = List.of(Lane.values());
  private static final List<Lane> LEAST_URGENT_FIRST =
      List.of(Lane.STRANGER, Lane.CLAIMED, Lane.KNOWN, Lane.OWN);

  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final int threads;
  private final int maxUntrusted;
  private final int queue;
  private final ThreadPoolExecutor pool;
  private final Runnable worker = this::work;

  /** Guards what follows; several loops come here, and the threads. */
  private final Object lock = new Object();

  private final Map<Lane, Queue<Runnable>> lanes = new EnumMap<>(Lane.class);
  private int workers;
  private int untrusted;
  private int taken;

  /** Holds the process-wide instance, made when it is first asked for. */
  private static final class Shared {
    static final HandshakeExecutor INSTANCE = of(Runtime.getRuntime().availableProcessors());

    private static HandshakeExecutor of(int processors) {
      return new HandshakeExecutor(processors, Math.max(1, processors / 2), DEFAULT_QUEUE);
    }
  }

  /**
   * @param threads for everything
   * @param maxUntrusted of these, how many at once may work on CLAIMED and STRANGER steps
   * @param queue how many steps may wait in each lane
   */
  public HandshakeExecutor(int threads, int maxUntrusted, int queue) {
    this.threads = threads;
    this.maxUntrusted = maxUntrusted;
    this.queue = queue;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new ArrayDeque<>());
    }
    // What waits, and its bound, is in the lanes; the pool has at most one worker for each thread.
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            HandshakeExecutor::thread);
    pool.allowCoreThreadTimeOut(true);
  }

  /** The executor of the process: a thread for each processor, half of them for untrusted steps. */
  public static HandshakeExecutor shared() {
    return Shared.INSTANCE;
  }

  /** Runs it in the lane {@code STRANGER}. */
  @Override
  public void execute(Runnable task) {
    execute(Lane.STRANGER, task);
  }

  /**
   * Runs it on one of the threads, in its lane's turn.
   *
   * @throws RejectedExecutionException if the lane has no room
   */
  public void execute(Lane lane, Runnable task) {
    boolean idle;
    synchronized (lock) {
      Queue<Runnable> own = lanes.get(lane);
      idle = workers < threads && (lane.known || untrusted < maxUntrusted);
      if (own.size() >= queue && !idle) {
        throw new RejectedExecutionException("too many handshakes are waiting");
      }
      own.add(task);
      workers += idle ? 1 : 0;
    }
    if (idle && !startWorker() && withdraw(lane, task)) {
      throw new RejectedExecutionException("no thread could be started for a handshake");
    }
  }

  /** For a worker that is counted already; false, and not counted any more, if none starts. */
  private boolean startWorker() {
    boolean started = false;
    try {
      pool.execute(worker);
      started = true;
    } catch (RejectedExecutionException | OutOfMemoryError none) {
      // There is no memory for a thread, or no thread left in the system.
      return false;
    } finally {
      if (!started) {
        synchronized (lock) {
          workers--;
        }
      }
    }
    return true;
  }

  /** Takes back a task that no worker would come for; false if one has taken it or will. */
  private boolean withdraw(Lane lane, Runnable task) {
    synchronized (lock) {
      return workers == 0 && lanes.get(lane).remove(task);
    }
  }

  /** An executor whose tasks all go to that lane. */
  public Executor lane(Lane lane) {
    return task -> execute(lane, task);
  }

  /** Takes what waits until there is nothing that it may take. */
  private void work() {
    Lane lane = null;
    boolean over = false;
    try {
      while (true) {
        Runnable task;
        synchronized (lock) {
          if (lane != null && !lane.known) {
            untrusted--;
          }
          lane = null;
          Lane turn = next();
          if (turn == null) {
            // What may still wait is untrusted; the workers on such steps take it next.
            workers--;
            over = true;
            return;
          }
          task = lanes.get(turn).remove();
          lane = turn;
          untrusted += lane.known ? 0 : 1;
        }
        run(task);
      }
    } finally {
      if (!over) {
        replaceWorker(lane);
      }
    }
  }

  /** This worker ends by an error; what it occupied is free again, and another goes on. */
  private void replaceWorker(Lane lane) {
    boolean more;
    synchronized (lock) {
      if (lane != null && !lane.known) {
        untrusted--;
      }
      more = false;
      for (Queue<Runnable> waiting : lanes.values()) {
        more |= !waiting.isEmpty();
      }
      workers -= more ? 0 : 1;
    }
    if (more) {
      startWorker();
    }
  }

  /** A step that fails, with an Error too, costs neither the thread nor its place. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, failure);
    }
  }

  /** The lane whose turn it is, or null if nothing waits that may begin. */
  private Lane next() {
    boolean leastUrgent = (taken + 1) % FAIR_EVERY == 0;
    for (Lane lane : leastUrgent ? LEAST_URGENT_FIRST : MOST_URGENT_FIRST) {
      if (!lanes.get(lane).isEmpty() && (lane.known || untrusted < maxUntrusted)) {
        taken++;
        return lane;
      }
    }
    return null;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "diemnet-handshake-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
