package io.diemnet.vertx.impl.metrics;

/** One meter for each state of one kind of message. */
final class TrafficMeters {

  private final TrafficMeter sent = new TrafficMeter();
  private final TrafficMeter received = new TrafficMeter();
  private final TrafficMeter declined = new TrafficMeter();
  private final TrafficMeter failed = new TrafficMeter();
  private final TrafficMeter canceled = new TrafficMeter();

  /**
   * The JIT compiler folds this to a field access where the state is a constant, as on the data
   * path.
   */
  TrafficMeter of(MessageState state) {
    return switch (state) {
      case SENT -> sent;
      case RECEIVED -> received;
      case DECLINED -> declined;
      case FAILED -> failed;
      case CANCELED -> canceled;
    };
  }
}
