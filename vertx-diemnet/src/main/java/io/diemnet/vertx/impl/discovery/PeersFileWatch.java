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
 * One peers file over time: what it said when it could last be read, and whether its present state
 * was reported. {@link #read} blocks and runs on a worker; all else belongs to the owner's context.
 */
final class PeersFileWatch {

  /**
   * What a reading brought.
   *
   * @param digest of the content, or null if there was none to be had
   * @param peers null if the file is as it was, or wrong
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

  /** What the file said when it was last good, or null if it never was. */
  Map<PeerId, DiscoveredPeer> peers() {
    return peers;
  }

  /** What is wrong with the file now, or null. */
  String problem() {
    return problem;
  }

  /** The digest to compare the next reading with. */
  Bytes digest() {
    return digest;
  }

  /** Reads the file, unless its content is that of the given digest. */
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
   * Takes a reading over.
   *
   * @return whether there is news: other peers, another problem, or none any more
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
