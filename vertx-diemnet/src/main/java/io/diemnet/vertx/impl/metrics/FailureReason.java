package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.impl.handshake.HandshakeException;
import io.diemnet.vertx.impl.noise.FrameFailure;
import io.diemnet.vertx.impl.noise.NoiseFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * Why there is no connection: all values of the tag {@code reason}, of events and of {@code
 * <n>.info}.
 *
 * <p>What this node decides about a connection that nothing is wrong with (limits, the tie-break,
 * its own shutdown) is {@link Kind#REJECTED}. Whatever else ends an upgrade, from the dialed name
 * to the last byte of the handshake, is {@link Kind#FAILED}.
 */
public enum FailureReason {
  // Before the first byte (specification section 4).
  NOT_DIALABLE("not-dialable", Kind.FAILED),
  RESOLVE("resolve", Kind.FAILED),
  CONNECT("connect", Kind.FAILED),
  TIMEOUT("timeout", Kind.FAILED),
  PROXY_HEADER("proxy-header", Kind.FAILED),

  // Noise, section 5: one for each value of NoiseFailure.
  INCOMPLETE(NoiseFailure.INCOMPLETE.tag(), Kind.FAILED),
  SELF_DIAL(NoiseFailure.SELF_DIAL.tag(), Kind.FAILED),
  WRONG_KEY(NoiseFailure.WRONG_KEY.tag(), Kind.FAILED),
  DECRYPT_FAILED(NoiseFailure.DECRYPT_FAILED.tag(), Kind.FAILED),
  LOW_ORDER_KEY(NoiseFailure.LOW_ORDER_KEY.tag(), Kind.FAILED),
  UNKNOWN_PEER(NoiseFailure.UNKNOWN_PEER.tag(), Kind.FAILED),
  KEY_MISMATCH(NoiseFailure.KEY_MISMATCH.tag(), Kind.FAILED),
  DERIVED_ID_MISMATCH(NoiseFailure.DERIVED_ID_MISMATCH.tag(), Kind.FAILED),
  REPLAY(NoiseFailure.REPLAY.tag(), Kind.FAILED),
  REFUSED(NoiseFailure.REFUSED.tag(), Kind.FAILED),
  CONNECTION_LOST(NoiseFailure.CONNECTION_LOST.tag(), Kind.FAILED),
  OVERLOADED(NoiseFailure.OVERLOADED.tag(), Kind.FAILED),
  INTERNAL(NoiseFailure.INTERNAL.tag(), Kind.FAILED),

  // Noise frames that carry the handshake: one for each value of FrameFailure.
  FRAME_TOO_SHORT(FrameFailure.TOO_SHORT.tag(), Kind.FAILED),
  FRAME_NOT_AUTHENTIC(FrameFailure.NOT_AUTHENTIC.tag(), Kind.FAILED),
  CIPHER_EXHAUSTED(FrameFailure.EXHAUSTED.tag(), Kind.FAILED),
  FRAME_TRUNCATED(FrameFailure.TRUNCATED.tag(), Kind.FAILED),

  // The handshake, section 6: one for each of HandshakeException's reasons, and a silent close.
  CHAIN_ID(HandshakeException.Reason.CHAIN_ID.tag(), Kind.FAILED),
  NETWORK_ID(HandshakeException.Reason.NETWORK_ID.tag(), Kind.FAILED),
  NO_COMMON_VERSION(HandshakeException.Reason.NO_COMMON_VERSION.tag(), Kind.FAILED),
  NO_COMMON_PROTOCOLS(HandshakeException.Reason.NO_COMMON_PROTOCOLS.tag(), Kind.FAILED),
  MALFORMED(HandshakeException.Reason.MALFORMED.tag(), Kind.FAILED),
  TRAILING_BYTES(HandshakeException.Reason.TRAILING_BYTES.tag(), Kind.FAILED),
  CLOSED_IN_HANDSHAKE("closed-in-handshake", Kind.FAILED),

  // This node's own decisions, section 9 and the bounds on upgrades.
  TOO_MANY_UPGRADES("too-many-upgrades", Kind.REJECTED),
  TOO_MANY_UPGRADES_FROM_ADDRESS("too-many-upgrades-from-address", Kind.REJECTED),
  TOO_MANY_UPGRADES_OF_PEER("too-many-upgrades-of-peer", Kind.REJECTED),
  TOO_MANY_UNKNOWN("too-many-unknown", Kind.REJECTED),
  TOO_MANY_UNKNOWN_FROM_ADDRESS("too-many-unknown-from-address", Kind.REJECTED),
  MEMORY("memory", Kind.REJECTED),
  ALREADY_CONNECTED("already-connected", Kind.REJECTED),
  SHUTTING_DOWN("shutting-down", Kind.REJECTED);

  /** Which meter counts a reason. */
  public enum Kind {
    /** {@code diemnet.handshake.failures}. */
    FAILED,
    /** {@code diemnet.connections.rejected}. */
    REJECTED
  }

  private static final Map<String, FailureReason> BY_TAG = new HashMap<>();

  static {
    for (FailureReason reason : values()) {
      BY_TAG.put(reason.tag, reason);
    }
  }

  private final String tag;
  private final Kind kind;

  FailureReason(String tag, Kind kind) {
    this.tag = tag;
    this.kind = kind;
  }

  /** The word for it in metrics and events. */
  public String tag() {
    return tag;
  }

  public Kind kind() {
    return kind;
  }

  public static FailureReason of(NoiseFailure failure) {
    return BY_TAG.get(failure.tag());
  }

  public static FailureReason of(FrameFailure failure) {
    return BY_TAG.get(failure.tag());
  }

  public static FailureReason of(HandshakeException.Reason reason) {
    return BY_TAG.get(reason.tag());
  }

  @Override
  public String toString() {
    return tag;
  }
}
