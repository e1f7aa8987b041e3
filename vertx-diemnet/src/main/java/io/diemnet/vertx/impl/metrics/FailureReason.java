package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.impl.handshake.HandshakeException;
import io.diemnet.vertx.impl.noise.FrameFailure;
import io.diemnet.vertx.impl.noise.NoiseFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * The reason why a connection was not established: the values of the tag {@code reason}, in events
 * and in {@code <n>.info}.
 *
 * <p>Decisions of this node about a valid connection (limits, the tie-break, its own shutdown) are
 * {@link Kind#REJECTED}. All other failures of an upgrade, from the name look-up to the end of the
 * handshake, are {@link Kind#FAILED}.
 */
public enum FailureReason {
  // Before the first byte (specification section 4).
  NOT_DIALABLE("not-dialable", Kind.FAILED),
  RESOLVE("resolve", Kind.FAILED),
  CONNECT("connect", Kind.FAILED),
  TIMEOUT("timeout", Kind.FAILED),
  PROXY_HEADER("proxy-header", Kind.FAILED),

  // The Noise handshake (section 5): one for each value of NoiseFailure.
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

  // The Noise frames of the DiemNet handshake: one for each value of FrameFailure.
  FRAME_TOO_SHORT(FrameFailure.TOO_SHORT.tag(), Kind.FAILED),
  FRAME_NOT_AUTHENTIC(FrameFailure.NOT_AUTHENTIC.tag(), Kind.FAILED),
  CIPHER_EXHAUSTED(FrameFailure.EXHAUSTED.tag(), Kind.FAILED),
  FRAME_TRUNCATED(FrameFailure.TRUNCATED.tag(), Kind.FAILED),

  // The DiemNet handshake (section 6): the reasons of HandshakeException, and a silent close.
  CHAIN_ID(HandshakeException.Reason.CHAIN_ID.tag(), Kind.FAILED),
  NETWORK_ID(HandshakeException.Reason.NETWORK_ID.tag(), Kind.FAILED),
  NO_COMMON_VERSION(HandshakeException.Reason.NO_COMMON_VERSION.tag(), Kind.FAILED),
  NO_COMMON_PROTOCOLS(HandshakeException.Reason.NO_COMMON_PROTOCOLS.tag(), Kind.FAILED),
  MALFORMED(HandshakeException.Reason.MALFORMED.tag(), Kind.FAILED),
  TRAILING_BYTES(HandshakeException.Reason.TRAILING_BYTES.tag(), Kind.FAILED),
  CLOSED_IN_HANDSHAKE("closed-in-handshake", Kind.FAILED),

  // Decisions of this node: section 9 and the limits on upgrades.
  TOO_MANY_UPGRADES("too-many-upgrades", Kind.REJECTED),
  TOO_MANY_UPGRADES_FROM_ADDRESS("too-many-upgrades-from-address", Kind.REJECTED),
  TOO_MANY_UPGRADES_OF_PEER("too-many-upgrades-of-peer", Kind.REJECTED),
  TOO_MANY_UNKNOWN("too-many-unknown", Kind.REJECTED),
  TOO_MANY_UNKNOWN_FROM_ADDRESS("too-many-unknown-from-address", Kind.REJECTED),
  MEMORY("memory", Kind.REJECTED),
  NO_ACCESS("no-access", Kind.REJECTED),
  ALREADY_CONNECTED("already-connected", Kind.REJECTED),
  SHUTTING_DOWN("shutting-down", Kind.REJECTED);

  /** The meter that counts a reason. */
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

  /** The name of the reason in metrics and events. */
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
