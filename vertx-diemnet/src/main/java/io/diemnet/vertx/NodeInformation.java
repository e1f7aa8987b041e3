package io.diemnet.vertx;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an Aptos node tells about itself, by its peer monitoring service (section 8). The numbers
 * have 64 bits and are unsigned. See {@link AptosMonitoring}.
 *
 * @param buildInformation facts about the program; empty by default
 * @param highestSyncedEpoch the latest epoch that the node has
 * @param highestSyncedVersion the latest version that the node has
 * @param ledgerTimestampMicros the time of that version, in microseconds since 1970
 * @param lowestAvailableVersion the oldest version that the node has
 * @param uptime the time since the node was started
 */
public record NodeInformation(
    Map<String, String> buildInformation,
    long highestSyncedEpoch,
    long highestSyncedVersion,
    long ledgerTimestampMicros,
    long lowestAvailableVersion,
    Duration uptime) {

  /**
   * Creates the value.
   *
   * @param buildInformation copied
   * @param highestSyncedEpoch the latest epoch
   * @param highestSyncedVersion the latest version
   * @param ledgerTimestampMicros the time of that version
   * @param lowestAvailableVersion the oldest version
   * @param uptime the time since the start
   */
  public NodeInformation {
    buildInformation = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(buildInformation));
  }
}
