package io.diemnet.vertx.impl.util;

/** The time as this network sees it; tests put their own in its place. */
public interface Clock {

  /** The system's clocks. */
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

  /** Monotonic nanoseconds with an arbitrary origin: for deadlines. */
  long nanos();

  /** Milliseconds since 1970: for people and for Noise's timestamp. */
  long millis();
}
