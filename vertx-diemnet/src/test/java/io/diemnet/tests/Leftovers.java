package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.waitFor;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.Collection;

/** What connections leave behind when they are gone: timers of the event loops, file handles. */
final class Leftovers {

  /** Handles that other threads of the JVM may open meanwhile. */
  private static final int FILES_OF_OTHERS = 20;

  private final Vertx vertx;
  private final int timers;
  private final long files;

  private Leftovers(Vertx vertx) {
    this.vertx = vertx;
    this.timers = timers(vertx);
    this.files = files();
  }

  /** Remembers how it is now. */
  static Leftovers now(Vertx vertx) {
    return new Leftovers(vertx);
  }

  /** Waits until there is no more than there was. */
  void assertNone() {
    waitFor("the timers to be " + timers + " again", () -> timers(vertx) <= timers);
    waitFor("the file handles to be " + files + " again", () -> files() <= files + FILES_OF_OTHERS);
  }

  /** Tasks that the event loops have scheduled for later; each timer of Vert.x is one. */
  static int timers(Vertx vertx) {
    int scheduled = 0;
    for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      scheduled += loop.submit(() -> scheduledTasks(loop)).syncUninterruptibly().getNow();
    }
    return scheduled;
  }

  /** On the loop itself, as its queue belongs to it. */
  private static int scheduledTasks(EventExecutor loop) {
    try {
      Field queue = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
      queue.setAccessible(true);
      Collection<?> tasks = (Collection<?>) queue.get(loop);
      return tasks == null ? 0 : tasks.size();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Netty keeps its scheduled tasks elsewhere now", e);
    }
  }

  private static long files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
