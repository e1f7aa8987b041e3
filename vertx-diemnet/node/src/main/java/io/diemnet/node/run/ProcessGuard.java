package io.diemnet.node.run;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process with status 1 and one line when it cannot serve any more, so that the service
 * manager starts it again:
 *
 * <ul>
 *   <li>an event loop of its Vert.x has ended: Netty ends a loop when an {@link Error} leaves it;
 *   <li>the heap stays full for {@value #FULL_SECONDS} s: either {@value #PROBE_BYTES} bytes cannot
 *       be allocated, or each collection leaves more than {@value #FULL_PERCENT} % in use;
 *   <li>an {@link OutOfMemoryError} or another error of the JVM ends a thread.
 * </ul>
 *
 * <p>A single failed allocation for one connection does not end the process. The guard checks once
 * a second, on a thread of its own, and uses no event loop.
 */
public final class ProcessGuard {

  static final int FULL_SECONDS = 10;
  static final int PROBE_BYTES = 64 * 1024;
  static final int FULL_PERCENT = 97;

  private static final Logger LOG = LoggerFactory.getLogger(ProcessGuard.class);

  private static final byte[] LOOP_ENDED =
      LastResort.line("an event loop has ended by an error: the process is halted");
  private static final byte[] HEAP_FULL =
      LastResort.line("the heap is full (see -Xmx and limits.maxBytes): the process is halted");
  private static final byte[] THREAD_ENDED =
      LastResort.line("an error of the JVM has ended a thread: the process is halted");

  private final EventExecutor[] loops;
  private final MemoryPoolMXBean[] pools;
  private final GarbageCollectorMXBean[] collectors;
  private volatile boolean stopped;
  private long collections;
  private int full;

  private ProcessGuard(Vertx vertx) {
    List<EventExecutor> all = new ArrayList<>();
    VertxInternal internal = (VertxInternal) vertx;
    internal.nettyEventLoopGroup().forEach(all::add);
    internal.acceptorEventLoopGroup().forEach(all::add);
    loops = all.toArray(new EventExecutor[0]);
    pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(ProcessGuard::holdsOldObjects)
            .toArray(MemoryPoolMXBean[]::new);
    collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(bean -> collects(bean, pools))
            .toArray(GarbageCollectorMXBean[]::new);
    for (MemoryPoolMXBean pool : pools) {
      if (pool.getUsage().getMax() > 0) {
        pool.setCollectionUsageThreshold(pool.getUsage().getMax() / 100 * FULL_PERCENT);
      }
    }
  }

  /** Whether a pool is the old generation, or the whole heap of its collector. */
  private static boolean holdsOldObjects(MemoryPoolMXBean pool) {
    return pool.getType() == MemoryType.HEAP
        && pool.isCollectionUsageThresholdSupported()
        && !pool.getName().matches(".*(Eden|Survivor|Young).*");
  }

  private static boolean collects(GarbageCollectorMXBean bean, MemoryPoolMXBean[] pools) {
    return Arrays.stream(pools)
        .anyMatch(pool -> Arrays.asList(bean.getMemoryPoolNames()).contains(pool.getName()));
  }

  /** Guards the process that uses this Vert.x, until {@link #stop}. */
  public static ProcessGuard start(Vertx vertx) {
    ProcessGuard guard = new ProcessGuard(vertx);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          if (failure instanceof VirtualMachineError && !guard.stopped) {
            LastResort.halt(THREAD_ENDED);
          } else if (before != null) {
            before.uncaughtException(thread, failure);
          } else {
            // Not the thread group: it would call this handler again.
            LOG.error("uncaught exception in thread {}", thread.getName(), failure);
          }
        });
    LastResort.daemon(guard::watch, "process-guard").start();
    return guard;
  }

  /** Stops guarding: the event loops may end from now on. */
  public void stop() {
    stopped = true;
  }

  private void watch() {
    while (!stopped) {
      try {
        // Not a latch: without memory its await ignores the time-out (JDK 21 and newer).
        Thread.sleep(1000);
        look();
      } catch (OutOfMemoryError none) {
        full++;
      } catch (InterruptedException unexpected) {
        return;
      }
      if (full >= FULL_SECONDS) {
        LastResort.halt(HEAP_FULL);
      }
    }
  }

  private void look() {
    for (EventExecutor loop : loops) {
      if (loop.isShuttingDown() && !stopped) {
        LastResort.halt(LOOP_ENDED);
      }
    }
    byte[] probe = new byte[PROBE_BYTES];
    try {
      probe[0] = 1;
    } finally {
      Reference.reachabilityFence(probe);
    }
    long now = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      now += Math.max(0, collector.getCollectionCount());
    }
    boolean collecting = now != collections;
    collections = now;
    boolean exceeded = false;
    for (MemoryPoolMXBean pool : pools) {
      exceeded |=
          pool.getCollectionUsageThreshold() > 0 && pool.isCollectionUsageThresholdExceeded();
    }
    full = collecting && exceeded ? full + 1 : 0;
  }
}
