package io.diemnet.vertx.impl.util;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Limits the rate of log lines or events: per second in total, and per second for each source, so
 * that one source cannot hide the others. It remembers only the sources of the current second.
 * Thread-safe.
 */
public final class LogLimit {

  /** The value that means: do not report. */
  public static final long SILENT = -1;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private final int perSource;
  private Map<Object, Integer> sources;
  private long windowStart;
  private int told;
  private long skipped;

  /**
   * Creates a limit.
   *
   * @param perSecond the number of lines per second from all sources
   * @param perSource the number of lines per second from one source
   */
  public LogLimit(int perSecond, int perSource) {
    this.perSecond = perSecond;
    this.perSource = perSource;
  }

  /**
   * Decides whether to report something now.
   *
   * @param source the cause; equal sources share one limit
   * @param nanos the time on the monotonic clock of the network
   * @return {@link #SILENT}, or the number of lines that were suppressed since the last reported
   *     one
   */
  public synchronized long tell(Object source, long nanos) {
    if (sources == null || nanos - windowStart >= SECOND) {
      sources = new HashMap<>();
      windowStart = nanos;
      told = 0;
    }
    int ofSource = sources.getOrDefault(source, 0);
    if (told >= perSecond || ofSource >= perSource) {
      skipped++;
      return SILENT;
    }
    told++;
    sources.put(source, ofSource + 1);
    long before = skipped;
    skipped = 0;
    return before;
  }

  /**
   * Returns a suffix for a log line that states the number of suppressed lines, or an empty string
   * for none.
   */
  public static String more(long skipped) {
    return skipped <= 0 ? "" : " (and " + skipped + " more since the last line)";
  }
}
