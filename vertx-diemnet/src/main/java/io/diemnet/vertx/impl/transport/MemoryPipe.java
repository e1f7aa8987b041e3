package io.diemnet.vertx.impl.transport;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One direction of a connection in memory: buffers in order, bounded as a socket's are. One loop
 * writes, one reads; each leaves word here when it has to wait. The monitor guards a few field
 * accesses and is never held while a waiting end is woken.
 */
final class MemoryPipe {

  /** Bytes that may wait to be read. */
  static final int CAPACITY = 256 * 1024;

  /** Buffers that may: a byte each would be much more memory than their bytes. */
  static final int MAX_BUFFERS = 1024;

  private final Queue<ByteBuf> buffers = new ArrayDeque<>(0);
  private int bytes;
  private boolean ended;
  private boolean discarding;
  private boolean broken;
  private Runnable reader;
  private Runnable writer;

  /**
   * How many bytes {@link #offer} would take now.
   *
   * @param whenRoom called once when there is room again, if there is none now
   * @throws IOException if the reader is gone
   */
  synchronized int room(Runnable whenRoom) throws IOException {
    if (broken) {
      throw new IOException("Broken pipe");
    }
    int room = buffers.size() < MAX_BUFFERS ? Math.max(0, CAPACITY - bytes) : 0;
    writer = room == 0 ? whenRoom : null;
    return room;
  }

  /** Takes over a buffer, for which there must be room. */
  void offer(ByteBuf buffer) {
    Runnable wake;
    synchronized (this) {
      if (broken || discarding) {
        buffer.release();
        return;
      }
      buffers.add(buffer);
      bytes += buffer.readableBytes();
      wake = takeReader();
    }
    run(wake);
  }

  /** The writer sends no more: what is here can still be read. */
  void end() {
    Runnable wake;
    synchronized (this) {
      ended = true;
      writer = null;
      wake = takeReader();
    }
    run(wake);
  }

  /** The next buffer, which is the caller's then; null if there is none. */
  ByteBuf poll() {
    ByteBuf buffer;
    Runnable wake = null;
    synchronized (this) {
      buffer = buffers.poll();
      if (buffer == null) {
        return null;
      }
      bytes -= buffer.readableBytes();
      if (bytes <= CAPACITY / 2 && buffers.size() <= MAX_BUFFERS / 2) {
        wake = takeWriter();
      }
    }
    run(wake);
    return buffer;
  }

  /** Whether all has been read and nothing will come. */
  synchronized boolean atEnd() {
    return ended && buffers.isEmpty();
  }

  /**
   * Whether a read would give something now, the end included.
   *
   * @param whenReadable called once when it would, if it would not now
   */
  synchronized boolean readable(Runnable whenReadable) {
    boolean readable = ended || !buffers.isEmpty();
    reader = readable ? null : whenReadable;
    return readable;
  }

  /** The reader is not interested any more: what is written goes nowhere. */
  void discard() {
    Runnable wake;
    synchronized (this) {
      discarding = true;
      wake = release();
    }
    run(wake);
  }

  /** The reader is gone: writing fails from now on. */
  void breakOff() {
    Runnable wake;
    synchronized (this) {
      broken = true;
      wake = release();
    }
    run(wake);
  }

  private Runnable release() {
    buffers.forEach(ByteBuf::release);
    buffers.clear();
    bytes = 0;
    reader = null;
    return takeWriter();
  }

  private Runnable takeReader() {
    Runnable taken = reader;
    reader = null;
    return taken;
  }

  private Runnable takeWriter() {
    Runnable taken = writer;
    writer = null;
    return taken;
  }

  private static void run(Runnable wake) {
    if (wake != null) {
      wake.run();
    }
  }
}
