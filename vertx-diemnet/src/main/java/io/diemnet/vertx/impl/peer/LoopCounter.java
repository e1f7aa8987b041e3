package io.diemnet.vertx.impl.peer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one event loop changes and any thread reads, at the price of a plain field. */
final class LoopCounter {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(LoopCounter.class, "value", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private long value;

  /** On the one event loop: nothing else writes, so nothing is lost between read and write. */
  void add(long amount) {
    VALUE.setOpaque(this, value + amount);
  }

  long get() {
    return (long) VALUE.getOpaque(this);
  }
}
