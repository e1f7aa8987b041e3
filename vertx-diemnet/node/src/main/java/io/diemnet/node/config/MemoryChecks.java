package io.diemnet.node.config;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.memory.MemoryPlan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Checks that the heap is large enough for the limits. */
final class MemoryChecks {

  private final Mistakes mistakes;
  private final long heap;

  /**
   * @param heap maximum bytes of the heap
   */
  MemoryChecks(Mistakes mistakes, long heap) {
    this.mistakes = mistakes;
    this.heap = heap;
  }

  void check(JsonObject config) {
    long maxBytes = MemoryPlan.byDefault(heap);
    if (config.getValue("limits") instanceof JsonObject limits
        && limits.getValue("maxBytes") instanceof Number number) {
      maxBytes = number.longValue();
      add("limits.maxBytes", MemoryPlan.budgetMistake(maxBytes, heap));
    }
    if (!mistakes.isEmpty() || !(config.getValue("networks") instanceof JsonArray networks)) {
      return;
    }
    for (int i = 0; i < networks.size(); i++) {
      JsonObject limits = networks.getJsonObject(i).getJsonObject("limits", new JsonObject());
      int maxFrameSize = limits.getInteger("maxFrameSize", LimitsOptions.DEFAULT_MAX_FRAME_SIZE);
      String path = Mistakes.child(Mistakes.child("networks", i), "limits.maxFrameSize");
      add(path, MemoryPlan.frameMistake(maxFrameSize, maxBytes, heap));
    }
  }

  private void add(String path, String mistake) {
    if (mistake != null) {
      mistakes.add(path, mistake);
    }
  }
}
