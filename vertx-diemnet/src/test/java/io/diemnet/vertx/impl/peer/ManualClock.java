package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.util.Clock;
import java.util.concurrent.TimeUnit;

/** Time that passes when a test says so. */
final class ManualClock implements Clock {

  private long nanos = 1;

  void advanceMillis(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
