package io.diemnet.node.bridge;

import io.vertx.core.json.JsonObject;

/**
 * How far the node is on its way to its end, as its bridge clients see it: first they are told,
 * then new work is refused. Thread-safe.
 */
final class Departure {

  private volatile JsonObject notice;
  private volatile boolean refusing;

  /**
   * The clients are told from now on.
   *
   * @param delayMillis from now until new work is refused
   * @return the notice, or null if the clients were told before
   */
  JsonObject begin(long delayMillis) {
    if (notice != null) {
      return null;
    }
    notice =
        new JsonObject()
            .put("type", "going-away")
            .put("at", System.currentTimeMillis())
            .put("delay", delayMillis);
    return notice.copy();
  }

  /** New work is refused from now on. */
  void refuse() {
    refusing = true;
  }

  /** What clients are told; null if the node does not go away. */
  JsonObject notice() {
    JsonObject told = notice;
    return told == null ? null : told.copy();
  }

  /** Whether new registrations, calls and connections are refused. */
  boolean refusing() {
    return refusing;
  }
}
