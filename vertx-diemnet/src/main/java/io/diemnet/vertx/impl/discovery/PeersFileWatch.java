package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.bcs.Bytes;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * The history of one peers file: its last good content, and whether its current problem was
 * reported. {@link #read} blocks and runs on a worker thread. All other methods belong to the
 * context of the owner.
 */
final class PeersFileWatch {

  /**
   * The result of a reading.
   *
   * @param digest the digest of the content, or null if it could not be read
   * @param peers the peers, or null if the content is unchanged or wrong
   * @param problem what is wrong, or null
   */
  record Reading(Bytes digest, Map<PeerId, DiscoveredPeer> peers, String problem) {}

  private final Path path;
  private Bytes digest;
  private Map<PeerId, DiscoveredPeer> peers;
  private String problem;

  PeersFileWatch(String path) {
    this.path = Path.of(path);
  }

  Path path() {
    return path;
  }

  /** The last good content of the file, or null if there was none. */
  Map<PeerId, DiscoveredPeer> peers() {
    return peers;
  }

  /** The current problem of the file, or null. */
  String problem() {
    return problem;
  }

  /** The digest that the next reading compares with. */
  Bytes digest() {
    return digest;
  }

  /** Reads the file. The peers are null if the content has the given digest. */
  static Reading read(Path path, Bytes known, WireProfile profile) {
    Bytes found = null;
    try {
      byte[] content = TextFile.read(path);
      found = Bytes.of(MessageDigest.getInstance("SHA-256").digest(content));
      if (found.equals(known)) {
        return new Reading(found, null, null);
      }
      return new Reading(found, PeersFile.parse(path.toString(), content, profile), null);
    } catch (DiscoveryException e) {
      return new Reading(found, null, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      return new Reading(found, null, "cannot be read: " + e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Records a reading.
   *
   * @return whether the peers or the problem have changed
   */
  boolean accept(Reading reading) {
    if (reading.digest() != null && reading.digest().equals(digest)) {
      return false;
    }
    digest = reading.digest();
    boolean news = reading.peers() != null || !reading.problem().equals(problem);
    problem = reading.problem();
    if (reading.peers() != null) {
      peers = reading.peers();
    }
    return news;
  }
}
