package io.diemnet.vertx.impl.metrics;

/** Takes the times of RPCs; both methods are called on event loops. */
interface LatencyRecorder {

  LatencyRecorder NONE =
      new LatencyRecorder() {
        @Override
        public void outbound(int protocol, long nanos) {}

        @Override
        public void inbound(int protocol, long nanos) {}
      };

  /** From the call to the response. */
  void outbound(int protocol, long nanos);

  /** From the request to the application's answer. */
  void inbound(int protocol, long nanos);
}
