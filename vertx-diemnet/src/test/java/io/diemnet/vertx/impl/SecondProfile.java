package io.diemnet.vertx.impl;

import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.handshake.HandshakeRules;
import io.diemnet.vertx.impl.handshake.NetworkIdCodec;
import io.diemnet.vertx.impl.noise.PeerIds;
import io.diemnet.vertx.impl.profile.AddressSyntax;
import io.diemnet.vertx.impl.profile.Defaults;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.profile.Roles;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.ProtocolTable;
import java.util.ArrayList;
import java.util.List;

/**
 * A profile that differs from DIEM in every part: 32-byte ids, other names in addresses, other
 * network ids, another table of protocols, and messages that are divided above 1000 bytes.
 */
final class SecondProfile implements Profile {

  static final ProtocolId GOSSIP = ProtocolId.custom("Gossip", 7);

  @Override
  public PeerIds peerIds() {
    return new LongIds();
  }

  @Override
  public AddressSyntax addresses() {
    return new Addresses();
  }

  @Override
  public HandshakeRules handshake() {
    return new HandshakeRules(8192, false, new Networks());
  }

  @Override
  public ProtocolTable protocols() {
    List<ProtocolId> builtIn = new ArrayList<>(ProtocolId.builtIn());
    builtIn.add(GOSSIP);
    return new ProtocolTable(builtIn, 20);
  }

  @Override
  public MessageCodec messages() {
    return new SecondCodec();
  }

  @Override
  public Roles roles() {
    return DiemWire.PROFILE.roles();
  }

  @Override
  public Defaults defaults() {
    return DiemWire.PROFILE.defaults();
  }

  private static final class LongIds implements PeerIds {

    @Override
    public int length() {
      return 32;
    }

    @Override
    public PeerId fromPublicKey(PublicKey key) {
      return PeerId.of(key.toBytes());
    }

    @Override
    public PeerId parse(String text) {
      return PeerId.parse("0".repeat(64 - text.length()) + text);
    }
  }

  private static final class Addresses implements AddressSyntax {

    @Override
    public String noiseName() {
      return "noise-ik";
    }

    @Override
    public String handshakeName() {
      return "handshake";
    }

    @Override
    public PublicKey parseKey(String text) {
      return PublicKey.parse(text);
    }

    @Override
    public String formatKey(PublicKey key) {
      return "0x" + key;
    }

    @Override
    public boolean ignoresEmptyParts() {
      return true;
    }

    @Override
    public void check(List<Protocol> protocols) {
      if (protocols.get(0) instanceof Protocol.Ip4 && protocols.size() == 1) {
        throw new IllegalArgumentException("there is no port");
      }
    }
  }

  /** Private networks have no name. */
  private static final class Networks implements NetworkIdCodec {

    @Override
    public NetworkId read(BcsReader in) {
      return switch (in.readUleb128()) {
        case 7 -> NetworkId.VALIDATOR;
        case 8 -> NetworkId.PUBLIC;
        case 9 -> NetworkId.vfn();
        default -> throw new BcsException("unknown network");
      };
    }

    @Override
    public void write(NetworkId network, BcsWriter out) {
      out.writeUleb128(network.isValidator() ? 7 : network.isVfn() ? 9 : 8);
    }
  }
}
