package io.diemnet.vertx.impl.eventbus;

/**
 * The entry of a network's name in the map of a cluster: node id, time and claim id, separated by
 * spaces. Only the node id can contain spaces.
 *
 * @param node the id of the node in the cluster
 * @param since when the claim was made, in milliseconds since 1970
 * @param id unique for each claim
 */
record NameClaim(String node, long since, String id) {

  private static final char SEPARATOR = ' ';

  /** Reads an entry that this class wrote. An entry without a time is from the year 1970. */
  static NameClaim parse(String entry) {
    int last = entry.lastIndexOf(SEPARATOR);
    int middle = entry.lastIndexOf(SEPARATOR, last - 1);
    String since = middle < 0 ? "" : entry.substring(middle + 1, last);
    return since.matches("[0-9]{1,18}")
        ? new NameClaim(
            entry.substring(0, middle), Long.parseLong(since), entry.substring(last + 1))
        : new NameClaim(
            entry.substring(0, Math.max(0, last)), 0, entry.substring(Math.max(0, last)));
  }

  /** Whether this claim is older. Two claims of one millisecond are ordered by their ids. */
  boolean isBefore(NameClaim other) {
    return since == other.since ? id.compareTo(other.id) < 0 : since < other.since;
  }

  @Override
  public String toString() {
    return node + SEPARATOR + since + SEPARATOR + id;
  }
}
