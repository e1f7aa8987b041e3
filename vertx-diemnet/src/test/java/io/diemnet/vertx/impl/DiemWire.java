package io.diemnet.vertx.impl;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.handshake.HandshakeRules;
import io.diemnet.vertx.impl.noise.PeerIds;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.profile.Profiles;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import java.util.List;

/** The parts of the DIEM profile, for tests of the rooms that work with any profile. */
public final class DiemWire {

  public static final Profile PROFILE = Profiles.of(WireProfile.DIEM);
  public static final PeerIds PEER_IDS = PROFILE.peerIds();
  public static final HandshakeRules RULES = PROFILE.handshake();
  public static final MessageCodec CODEC = PROFILE.messages();
  public static final ProtocolRegistry REGISTRY = registry(List.of());

  /** As {@link #REGISTRY}, of a node that tells why it closes a connection. */
  public static final ProtocolRegistry TELLING =
      ProtocolRegistry.of(PROFILE.protocols(), List.of(), true);

  private DiemWire() {}

  public static ProtocolRegistry registry(List<ProtocolId> custom) {
    return ProtocolRegistry.of(PROFILE.protocols(), custom);
  }
}
