package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.util.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What {@code <n>.peers}, {@code <n>.info} and {@code <n>.await} do with the body of a message. */
final class QuestionEndpoints {

  static final String KNOWN = "known";
  static final String COUNT = "count";
  static final String ALL = "all";
  static final String TIMEOUT = "timeout";

  /** The time-out of {@code <n>.await} without a field {@code timeout}, in milliseconds. */
  static final long DEFAULT_TIMEOUT = 10_000;

  private final DiemNet network;
  private final Profile profile;

  QuestionEndpoints(DiemNet network, Profile profile) {
    this.network = network;
    this.profile = profile;
  }

  /** The connected peers, or with {@code known: true} all known peers. Other bodies are ignored. */
  Future<?> peers(Object body) {
    JsonArray peers = new JsonArray();
    if (!(body instanceof JsonObject json) || !flag(json, KNOWN)) {
      network.peers().stream().map(PeerInfo::toJson).forEach(peers::add);
      return Future.succeededFuture(peers);
    }
    return network
        .knownPeers()
        .map(
            known -> {
              known.stream().map(KnownPeer::toJson).forEach(peers::add);
              return peers;
            });
  }

  Future<?> info(Object body) {
    return Future.succeededFuture(network.info().toJson());
  }

  /** Answers when the peers are connected that the body names. */
  Future<?> await(Object body) {
    JsonObject json = AdminEndpoints.json(body);
    boolean all = flag(json, ALL);
    Object peer = json.getValue(InboundHeaders.PEER);
    Object count = json.getValue(COUNT);
    if ((peer == null ? 0 : 1) + (count == null ? 0 : 1) + (all ? 1 : 0) != 1) {
      throw new IllegalArgumentException(
          "there must be one of peer (a peer's id), count (a number) and all (true)");
    }
    Duration timeout = Duration.ofMillis(number(json, TIMEOUT, DEFAULT_TIMEOUT, 1));
    if (all) {
      return network.whenConnected(timeout);
    }
    return peer == null
        ? network.whenConnected((int) number(json, COUNT, 0, 0), timeout)
        : network.whenConnected(peer(peer), timeout);
  }

  private PeerId peer(Object peer) {
    if (!(peer instanceof String text)) {
      throw new IllegalArgumentException("the peer is not text");
    }
    return profile.peerIds().parse(text);
  }

  private static boolean flag(JsonObject json, String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof Boolean)) {
      throw new IllegalArgumentException(
          name + " must be true or false, not " + Failures.shown(value));
    }
    return Boolean.TRUE.equals(value);
  }

  private static long number(JsonObject json, String name, long ifAbsent, long min) {
    Object value = json.getValue(name);
    if (value == null) {
      return ifAbsent;
    }
    Long number = new RequestFields.Fields(json).integer(value);
    if (number == null || number < min || number > Timeouts.MAX_MILLIS) {
      throw new IllegalArgumentException(
          name
              + " must be a whole number from "
              + min
              + " to "
              + Timeouts.MAX_MILLIS
              + ", not "
              + Failures.shown(value));
    }
    return number;
  }
}
