package io.diemnet.node.control;

import io.vertx.core.json.JsonObject;
import java.util.function.LongSupplier;

/**
 * Notices that the clock of the machine was set. Each handshake of a node carries its time, and a
 * peer refuses one that is not newer than the last (specification section 5): after the clock was
 * set back, peers refuse this node until the clock has caught up.
 */
final class NodeClock {

  private static final long NANOS = 1_000_000;

  private final LongSupplier wallMillis;
  private final LongSupplier nanos;
  private final long wallAtStart;
  private final long nanosAtStart;

  NodeClock() {
    this(System::currentTimeMillis, System::nanoTime);
  }

  NodeClock(LongSupplier wallMillis, LongSupplier nanos) {
    this.wallMillis = wallMillis;
    this.nanos = nanos;
    this.wallAtStart = wallMillis.getAsLong();
    this.nanosAtStart = nanos.getAsLong();
  }

  /** {@code {time, driftMillis}}: by how much the clock was set since the start of the node. */
  JsonObject toJson() {
    long now = wallMillis.getAsLong();
    long drift = now - wallAtStart - (nanos.getAsLong() - nanosAtStart) / NANOS;
    return new JsonObject().put("time", now).put("driftMillis", drift);
  }
}
