package io.diemnet.vertx.impl.util;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What of a flood is told: so many lines a second in all, and so many of one source, so that one
 * that floods does not hide the others. Remembers only sources that were told of in this second.
 * Thread-safe.
 */
public final class LogLimit {

  /** Not to be told. */
  public static final long SILENT = -1;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private final int perSource;
  private Map<Object, Integer> sources;
  private long windowStart;
  private int told;
  private long skipped;

  /**
   * A limit under which nothing was told yet.
   *
   * @param perSecond lines in any second, of all sources
   * @param perSource of these, lines of one source
   */
  public LogLimit(int perSecond, int perSource) {
    this.perSecond = perSecond;
    this.perSource = perSource;
  }

  /**
   * Whether to tell of something now.
   *
   * @param source whose doing it is; equal sources share their part
   * @param nanos the time on the network's monotonic clock
   * @return {@link #SILENT}, or how many were not told since the last that was
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

  /** The end of a line that tells how many were not told; empty for none. */
  public static String more(long skipped) {
    return skipped <= 0 ? "" : " (and " + skipped + " more since the last line)";
  }
}
