package io.diemnet.vertx.impl.util;

/** The clocks that a network uses. Tests supply their own. */
public interface Clock {

  /** The system clocks. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long millis() {
          return System.currentTimeMillis();
        }
      };

  /** Monotonic nanoseconds with an arbitrary origin, for deadlines. */
  long nanos();

  /** Milliseconds since 1970-01-01 UTC, for output and for the timestamp of Noise. */
  long millis();
}
