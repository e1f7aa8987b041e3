package io.diemnet.vertx.impl.profile.diem;

import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.handshake.HandshakeRules;
import io.diemnet.vertx.impl.noise.PeerIds;
import io.diemnet.vertx.impl.profile.AddressSyntax;
import io.diemnet.vertx.impl.profile.Defaults;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.profile.Roles;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.ProtocolTable;

/** DiemNet v1, the profile of the specification. */
public final class DiemProfile implements Profile {

  /** The only instance. */
  public static final DiemProfile INSTANCE = new DiemProfile();

  /** The most bytes of a bit vector: one bit for each protocol number (section 6). */
  private static final int MAX_BIT_VECTOR = 32;

  private final PeerIds peerIds = new DiemPeerIds();
  private final AddressSyntax addresses = new DiemAddressSyntax();
  private final HandshakeRules handshake =
      new HandshakeRules(MAX_BIT_VECTOR, true, new DiemNetworkIds());
  private final ProtocolTable protocols =
      new ProtocolTable(ProtocolId.builtIn(), ProtocolId.builtIn().size());
  private final MessageCodec messages = new DiemMessageCodec();
  private final Roles roles = new DiemRoles();
  private final Defaults defaults = new DiemDefaults();

  private DiemProfile() {}

  @Override
  public PeerIds peerIds() {
    return peerIds;
  }

  @Override
  public AddressSyntax addresses() {
    return addresses;
  }

  @Override
  public HandshakeRules handshake() {
    return handshake;
  }

  @Override
  public ProtocolTable protocols() {
    return protocols;
  }

  @Override
  public MessageCodec messages() {
    return messages;
  }

  @Override
  public Roles roles() {
    return roles;
  }

  @Override
  public Defaults defaults() {
    return defaults;
  }

  /** The defaults of the option classes are those of the specification, section 12. */
  private static final class DiemDefaults implements Defaults {

    @Override
    public LimitsOptions limits() {
      return new LimitsOptions();
    }

    @Override
    public HealthOptions health() {
      return new HealthOptions();
    }
  }
}
