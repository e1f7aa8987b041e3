package io.diemnet.vertx.impl.peer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Access to a {@code long} field that one event loop changes and any thread reads, at the price of
 * a plain field. Each connection has several of them, so they are fields and not objects.
 */
final class LoopCounter {

  private LoopCounter() {}

  /** Finds such a field of the class that calls. */
  static VarHandle of(MethodHandles.Lookup owner, String field) {
    try {
      return owner.findVarHandle(owner.lookupClass(), field, long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
