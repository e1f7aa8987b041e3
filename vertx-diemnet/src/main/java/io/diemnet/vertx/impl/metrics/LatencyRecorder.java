package io.diemnet.vertx.impl.metrics;

/** Records the durations of RPCs. Both methods are called on event loops. */
interface LatencyRecorder {

  LatencyRecorder NONE =
      new LatencyRecorder() {
        /** Records the time from the call to the response. */
        @Override
        public void outbound(int protocol, long nanos) {}

        /** Records the time from the request to the answer of the application. */
        @Override
        public void inbound(int protocol, long nanos) {}
      };

  /** From the call to the response. */
  void outbound(int protocol, long nanos);

  /** From the request to the application's answer. */
  void inbound(int protocol, long nanos);
}
