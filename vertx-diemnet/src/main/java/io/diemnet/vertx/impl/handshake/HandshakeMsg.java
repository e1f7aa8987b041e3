package io.diemnet.vertx.impl.handshake;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.handshake.HandshakeException.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The first message of each end inside the Noise stream (specification section 6).
 *
 * @param supported the protocols of each messaging version, oldest first; may be empty
 */
public record HandshakeMsg(
    Map<MessagingVersion, SupportedProtocols> supported, ChainId chainId, NetworkId networkId) {

  /** The length prefix is 16 bits, so no message is longer. */
  public static final int MAX_LENGTH = 0xffff;

  /**
   * The agreement of two ends.
   *
   * @param common what both advertise
   * @param callable what this end may call
   */
  public record Negotiated(
      MessagingVersion version, SupportedProtocols common, SupportedProtocols callable) {

    /** An agreement by which what both advertise may be called. */
    public Negotiated(MessagingVersion version, SupportedProtocols common) {
      this(version, common, common);
    }
  }

  public HandshakeMsg {
    Map<MessagingVersion, SupportedProtocols> sorted = new EnumMap<>(MessagingVersion.class);
    sorted.putAll(supported);
    supported = Collections.unmodifiableMap(sorted);
  }

  /** A message that offers version 1 with these protocols. */
  public static HandshakeMsg v1(SupportedProtocols protocols, ChainId chain, NetworkId network) {
    return new HandshakeMsg(Map.of(MessagingVersion.V1, protocols), chain, network);
  }

  /** The BCS of this message, without its length prefix. */
  public byte[] encode(HandshakeRules rules) {
    BcsWriter out = new BcsWriter();
    out.writeUleb128(supported.size());
    supported.forEach(
        (version, protocols) -> out.writeUleb128(version.number()).writeBytes(protocols.wire()));
    out.writeU8(chainId.id());
    rules.networkIds().write(networkId, out);
    return out.toByteArray();
  }

  /**
   * This message behind its 16-bit length, as it is sent.
   *
   * @throws IllegalArgumentException if the name of the private network makes it too long
   */
  public byte[] encodeFrame(HandshakeRules rules) {
    byte[] message = encode(rules);
    if (message.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a handshake message has at most "
              + MAX_LENGTH
              + " bytes; the network's name makes this one "
              + message.length);
    }
    byte[] frame = new byte[2 + message.length];
    frame[0] = (byte) (message.length >>> 8);
    frame[1] = (byte) message.length;
    System.arraycopy(message, 0, frame, 2, message.length);
    return frame;
  }

  /**
   * Reads a message from exactly these bytes, its length prefix not among them.
   *
   * @throws HandshakeException if they are not a message, or if bytes are left over
   */
  public static HandshakeMsg decode(byte[] array, int offset, int length, HandshakeRules rules)
      throws HandshakeException {
    BcsReader in = new BcsReader(array, offset, length);
    HandshakeMsg message;
    try {
      message = read(in, rules);
    } catch (BcsException e) {
      throw new HandshakeException(
          Reason.MALFORMED, "malformed handshake message: " + e.getMessage());
    }
    if (in.remaining() > 0) {
      throw new HandshakeException(
          Reason.TRAILING_BYTES, in.remaining() + " bytes too many in the handshake message");
    }
    return message;
  }

  private static HandshakeMsg read(BcsReader in, HandshakeRules rules) {
    int versions = in.readLength(2);
    Map<MessagingVersion, SupportedProtocols> supported = new EnumMap<>(MessagingVersion.class);
    MessagingVersion previous = null;
    for (int i = 0; i < versions; i++) {
      MessagingVersion version = MessagingVersion.byNumber(in.readUleb128());
      if (version == null || (previous != null && version.compareTo(previous) <= 0)) {
        throw new BcsException("an unknown messaging version, or versions that do not ascend");
      }
      supported.put(version, SupportedProtocols.fromWire(in.readBytes(), rules.maxBitVector()));
      previous = version;
    }
    ChainId chain = new ChainId(in.readU8());
    return new HandshakeMsg(supported, chain, rules.networkIds().read(in));
  }

  /**
   * Negotiates between this end, whose message this is, and a remote.
   *
   * @throws HandshakeException if they do not agree; the checks are made in the order of the
   *     specification
   */
  public Negotiated negotiate(HandshakeMsg remote, HandshakeRules rules) throws HandshakeException {
    if (!chainId.equals(remote.chainId)) {
      throw new HandshakeException(
          Reason.CHAIN_ID, "the remote is on chain " + remote.chainId + ", this is " + chainId);
    }
    if (!networkId.equals(remote.networkId)) {
      throw new HandshakeException(
          Reason.NETWORK_ID,
          "the remote is of network " + remote.networkId + ", this is " + networkId);
    }
    return agreement(remote, rules);
  }

  private Negotiated agreement(HandshakeMsg remote, HandshakeRules rules)
      throws HandshakeException {
    Negotiated highest = null;
    boolean commonVersion = false;
    for (MessagingVersion version : supported.keySet()) {
      SupportedProtocols theirs = remote.supported.get(version);
      if (theirs != null) {
        commonVersion = true;
        SupportedProtocols common = supported.get(version).intersection(theirs);
        if (rules.emptyIntersection() || !common.isEmpty()) {
          highest = new Negotiated(version, common, rules.callsAdvertised() ? theirs : common);
        }
      }
    }
    if (highest != null) {
      return highest;
    }
    throw commonVersion
        ? new HandshakeException(
            Reason.NO_COMMON_PROTOCOLS, "no application protocol is spoken by both")
        : new HandshakeException(
            Reason.NO_COMMON_VERSION, "no messaging version is spoken by both");
  }
}
