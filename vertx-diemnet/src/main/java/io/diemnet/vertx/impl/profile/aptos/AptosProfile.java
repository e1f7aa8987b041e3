package io.diemnet.vertx.impl.profile.aptos;

import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.ConnectivityOptions;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.handshake.HandshakeRules;
import io.diemnet.vertx.impl.noise.PeerIds;
import io.diemnet.vertx.impl.profile.AddressSyntax;
import io.diemnet.vertx.impl.profile.Defaults;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.profile.Roles;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.ProtocolTable;
import java.util.List;

/** The protocol of Aptos. */
public final class AptosProfile implements Profile {

  /** The only instance. */
  public static final AptosProfile INSTANCE = new AptosProfile();

  /** The most bytes of a bit vector when it is read (section 2). */
  private static final int MAX_BIT_VECTOR = 8192;

  private final PeerIds peerIds = new AptosPeerIds();
  private final AddressSyntax addresses = new AptosAddressSyntax();
  private final HandshakeRules handshake =
      new HandshakeRules(MAX_BIT_VECTOR, false, new AptosNetworkIds(), true);
  private final ProtocolTable protocols =
      new ProtocolTable(
          AptosProtocols.all(),
          AptosProtocols.all().size(),
          List.of(AptosProtocols.HEALTH_CHECKER_RPC, AptosProtocols.PEER_MONITORING_SERVICE_RPC));
  private final MessageCodec messages = new AptosMessageCodec();
  private final Roles roles = new AptosRoles();
  private final Defaults defaults = new AptosDefaults();

  private AptosProfile() {}

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

  @Override
  public boolean probed() {
    return true;
  }

  @Override
  public boolean monitored() {
    return true;
  }

  private static final class AptosDefaults implements Defaults {

    /** The application may hold one message of 64 MiB while more are read. */
    private static final int INBOUND_QUEUE = 72 * 1024 * 1024;

    @Override
    public LimitsOptions limits() {
      return new LimitsOptions()
          .setMaxInbound(50)
          .setMaxFrameSize(4 * 1024 * 1024)
          .setInboundQueueBytes(INBOUND_QUEUE);
    }

    @Override
    public HealthOptions health() {
      return new HealthOptions().setInterval(10_000).setTimeout(20_000).setFailuresTolerated(3);
    }

    @Override
    public ConnectivityOptions connectivity() {
      return new ConnectivityOptions().setMaxOutbound(5);
    }
  }
}
