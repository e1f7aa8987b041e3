package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.INVALID_REQUEST;
import static io.diemnet.vertx.FailureCode.TIMED_OUT;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.util.Timeouts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Which peers are known, and the waits until they are connected. */
final class PeerQuestions {

  /** The number of peers that the message of a time-out explains. */
  private static final int EXPLAINED = 3;

  private PeerQuestions() {}

  static Future<Void> whenConnected(RunningNetwork rooms, PeerId peer, Duration timeout) {
    if (peer.equals(rooms.identity().peerId())) {
      throw new DiemNetException(INVALID_REQUEST, peer + " is this node's own id");
    }
    return explained(
        rooms,
        rooms.peerManager().waits().peer(peer, Timeouts.millis(timeout)),
        known -> known.peer().equals(peer),
        "no source lists it");
  }

  static Future<Void> whenConnected(RunningNetwork rooms, int peers, Duration timeout) {
    if (peers < 0) {
      throw new DiemNetException(
          INVALID_REQUEST, "the number of peers must not be negative, not " + peers);
    }
    return explained(
        rooms,
        rooms.peerManager().waits().count(peers, Timeouts.millis(timeout)),
        known -> true,
        "no peer is known");
  }

  static Future<Void> whenConnected(RunningNetwork rooms, Duration timeout) {
    return explained(
        rooms,
        rooms.peerManager().waits().all(Timeouts.millis(timeout)),
        KnownPeer::trusted,
        "no peer is trusted");
  }

  /** Adds to the message of a time-out why peers are not connected. */
  private static Future<Void> explained(
      RunningNetwork rooms, Future<Void> wait, Predicate<KnownPeer> of, String none) {
    return wait.recover(
        failure ->
            failure instanceof DiemNetException late && late.code() == TIMED_OUT
                ? rooms
                    .connectivity()
                    .knownPeers()
                    .otherwise(List.of())
                    .compose(
                        known ->
                            Future.failedFuture(
                                new DiemNetException(
                                    TIMED_OUT,
                                    late.getMessage()
                                        + explain(known.stream().filter(of).toList(), none))))
                : Future.failedFuture(failure));
  }

  private static String explain(List<KnownPeer> known, String none) {
    if (known.isEmpty()) {
      return "; " + none;
    }
    List<KnownPeer> absent =
        known.stream().filter(peer -> peer.state() != KnownPeer.State.CONNECTED).toList();
    StringBuilder text =
        new StringBuilder(absent.isEmpty() ? "; all " + known.size() + " known ones are" : "");
    absent.stream().limit(EXPLAINED).forEach(peer -> text.append("; ").append(words(peer)));
    if (absent.size() > EXPLAINED) {
      text.append("; and ").append(absent.size() - EXPLAINED).append(" more");
    }
    return text.toString();
  }

  private static String words(KnownPeer peer) {
    String error = peer.lastError() == null ? "" : ", last error: " + peer.lastError();
    return peer.peer() + " is " + peer.state() + " (" + peer.why() + ")" + error;
  }
}
