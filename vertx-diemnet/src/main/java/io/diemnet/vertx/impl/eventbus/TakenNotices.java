package io.diemnet.vertx.impl.eventbus;

import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Direct sends that were handed to local consumers without a reply address, by a number that
 * travels with each and that the interceptor tells when the consumer takes it. Costs half of what a
 * reply costs, but does not tell when a message is thrown away: a notice that never comes is given
 * up by a sweep. Thread-safe.
 */
final class TakenNotices {

  /** A message that was not heard of for this long is given up, in milliseconds. */
  static final long GIVEN_UP = 10_000;

  private record Open(Promise<Boolean> taken, long since) {}

  private final Map<String, Open> open = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * A number for a message.
   *
   * @param taken completes with true when it was taken, with false when it is given up
   */
  String add(Promise<Boolean> taken) {
    String number = Long.toString(numbers.incrementAndGet());
    open.put(number, new Open(taken, System.nanoTime()));
    return number;
  }

  void taken(String number) {
    Open notice = open.remove(number);
    if (notice != null) {
      notice.taken.tryComplete(true);
    }
  }

  void failed(String number, Throwable failure) {
    Open notice = open.remove(number);
    if (notice != null) {
      notice.taken.tryFail(failure);
    }
  }

  /** Gives up what is older than {@link #GIVEN_UP}. */
  void sweep() {
    giveUp(GIVEN_UP);
  }

  /** Gives everything up: nobody will tell any more. */
  void end() {
    giveUp(0);
  }

  private void giveUp(long age) {
    long now = System.nanoTime();
    open.forEach(
        (number, notice) -> {
          if (now - notice.since >= TimeUnit.MILLISECONDS.toNanos(age)
              && open.remove(number, notice)) {
            notice.taken.tryComplete(false);
          }
        });
  }
}
