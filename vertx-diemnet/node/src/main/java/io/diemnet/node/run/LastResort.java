package io.diemnet.node.run;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Ends the process with status 1 when a deadline passes. It uses a thread of its own that is
 * started before it is needed, and no event loop, no Vert.x and no logger.
 */
public final class LastResort {

  /** For the last line: a standard error that is not read must not keep the process alive. */
  private static final long PRINT_MILLIS = 500;

  private static final long STEP_MILLIS = 50;

  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile boolean cancelled;
  private final long nanos;
  private final byte[] line;

  LastResort(Duration deadline) {
    this.nanos = deadline.toNanos();
    this.line = line("not ended after " + deadline.toSeconds() + " s: the process is halted");
    daemon(this::watch, "last-resort").start();
  }

  /** The deadline runs from now on. */
  void begin() {
    begun.countDown();
  }

  /** The deadline is not needed any more. */
  void cancel() {
    cancelled = true;
    begun.countDown();
  }

  private void watch() {
    try {
      begun.await();
      long begin = System.nanoTime();
      // Not a latch: without memory its await ignores the time-out (JDK 21 and newer).
      while (!cancelled && System.nanoTime() - begin < nanos) {
        Thread.sleep(STEP_MILLIS);
      }
      if (cancelled) {
        return;
      }
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt();
    }
    halt(line);
  }

  static byte[] line(String text) {
    return (text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Ends the process with status 1, without shutdown hooks. The line is printed on standard error
   * if it accepts it within {@value #PRINT_MILLIS} ms.
   */
  public static void halt(String line) {
    halt(line(line));
  }

  /** As {@link #halt(String)}, with a line that was encoded before memory was short. */
  static void halt(byte[] line) {
    try {
      Thread printer = daemon(() -> print(line), "last-line");
      printer.start();
      printer.join(PRINT_MILLIS);
    } catch (InterruptedException | OutOfMemoryError noLine) {
      // Ending the process matters more than the line.
      Runtime.getRuntime().halt(1);
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  private static void print(byte[] line) {
    // Not closed: the descriptor is the process's own.
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    try {
      err.write(line);
    } catch (IOException notRead) {
      Thread.currentThread().interrupt();
    }
  }

  static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
