package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.handshake.NetworkIdCodec;
import io.diemnet.vertx.impl.profile.Profiles;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message of the peer monitoring service (section 8): a request, a response or an error. Numbers
 * of 64 bits are unsigned.
 */
public sealed interface MonitoringMsg {

  /** The longest response that is read, in bytes. */
  int MAX_RESPONSE = 102_400;

  /** Asks for the connected peers and the distance from the validators. */
  record GetNetworkInformation() implements MonitoringMsg {}

  /** Asks what the node stores and how long it runs. */
  record GetNodeInformation() implements MonitoringMsg {}

  /** Asks for the version of the service. */
  record GetServerProtocolVersion() implements MonitoringMsg {}

  /** A ping, whose pong has the same counter. */
  record LatencyPing(long counter) implements MonitoringMsg {}

  /** The answer to a {@link LatencyPing}. */
  record LatencyPong(long counter) implements MonitoringMsg {}

  /** The answer to {@link GetNetworkInformation}. */
  record NetworkInformation(List<ConnectedPeer> peers, long distance) implements MonitoringMsg {

    /** Puts the peers into the order of their keys, as BCS has the entries of a map. */
    public NetworkInformation {
      peers =
          peers.stream()
              .sorted(Comparator.comparing(Responses::key, Arrays::compareUnsigned))
              .toList();
    }
  }

  /** A connected peer. The id is there twice: as the key of a map and in its value. */
  record ConnectedPeer(
      NetworkId network, PeerId peer, NetworkAddress address, PeerId peerId, PeerRole role) {}

  /** The answer to {@link GetNodeInformation}. */
  record NodeInformation(
      Map<String, String> build,
      long syncedEpoch,
      long syncedVersion,
      long ledgerTimestampMicros,
      long lowestVersion,
      long uptimeSeconds,
      int uptimeNanos)
      implements MonitoringMsg {}

  /** The answer to {@link GetServerProtocolVersion}. */
  record ServerProtocolVersion(long version) implements MonitoringMsg {}

  /**
   * An error.
   *
   * @param invalidRequest whether the request is to blame, or else the server
   */
  record Failure(boolean invalidRequest, String text) implements MonitoringMsg {}

  /** The BCS form of this message. */
  default Buffer encode() {
    BcsWriter out = new BcsWriter();
    if (this instanceof GetNetworkInformation) {
      out.writeU16(0);
    } else if (this instanceof GetNodeInformation) {
      out.writeU8(0).writeU8(1);
    } else if (this instanceof GetServerProtocolVersion) {
      out.writeU8(0).writeU8(2);
    } else if (this instanceof LatencyPing ping) {
      out.writeU8(0).writeU8(3).writeU64(ping.counter);
    } else if (this instanceof Failure failure) {
      out.writeU8(1).writeU8(1).writeU8(failure.invalidRequest ? 1 : 0).writeString(failure.text);
    } else {
      Responses.write(this, out.writeU8(1).writeU8(0));
    }
    return Buffer.buffer(out.toByteArray());
  }

  /**
   * Decodes a message from exactly these bytes.
   *
   * @throws BcsException if they are not a message
   */
  static MonitoringMsg decode(Buffer bytes) {
    if (bytes.length() > MAX_RESPONSE) {
      throw new BcsException("a message of " + bytes.length() + " bytes");
    }
    BcsReader in = new BcsReader(bytes.getBytes());
    MonitoringMsg message = in.readVariant(2) == 0 ? request(in) : result(in);
    in.end();
    return message;
  }

  private static MonitoringMsg request(BcsReader in) {
    return switch (in.readVariant(4)) {
      case 0 -> new GetNetworkInformation();
      case 1 -> new GetNodeInformation();
      case 2 -> new GetServerProtocolVersion();
      default -> new LatencyPing(in.readU64());
    };
  }

  private static MonitoringMsg result(BcsReader in) {
    return in.readVariant(2) == 0
        ? Responses.read(in)
        : new Failure(in.readVariant(2) == 1, in.readString());
  }

  /** The four responses. */
  final class Responses {

    private static final NetworkIdCodec NETWORKS =
        Profiles.of(WireProfile.APTOS).handshake().networkIds();
    private static final int ID_LENGTH = 32;

    /** By their numbers. */
    private static final List<PeerRole> ROLES =
        List.of(
            PeerRole.VALIDATOR,
            PeerRole.PREFERRED_UPSTREAM,
            PeerRole.UPSTREAM,
            PeerRole.VALIDATOR_FULL_NODE,
            PeerRole.DOWNSTREAM,
            PeerRole.KNOWN,
            PeerRole.UNKNOWN);

    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private Responses() {}

    private static void write(MonitoringMsg message, BcsWriter out) {
      if (message instanceof LatencyPong pong) {
        out.writeU8(0).writeU64(pong.counter);
      } else if (message instanceof NetworkInformation information) {
        out.writeU8(1).writeUleb128(information.peers.size());
        information.peers.forEach(peer -> write(peer, out));
        out.writeU64(information.distance);
      } else if (message instanceof NodeInformation node) {
        out.writeU8(2).writeUleb128(node.build.size());
        node.build.entrySet().stream()
            .sorted(Comparator.comparing(Responses::key, Arrays::compareUnsigned))
            .forEach(fact -> out.writeString(fact.getKey()).writeString(fact.getValue()));
        out.writeU64(node.syncedEpoch)
            .writeU64(node.syncedVersion)
            .writeU64(node.ledgerTimestampMicros)
            .writeU64(node.lowestVersion)
            .writeU64(node.uptimeSeconds)
            .writeU32(node.uptimeNanos);
      } else if (message instanceof ServerProtocolVersion version) {
        out.writeU8(3).writeU64(version.version);
      }
    }

    private static byte[] key(ConnectedPeer peer) {
      BcsWriter out = new BcsWriter();
      NETWORKS.write(peer.network, out);
      return out.writeFixed(peer.peer.toBytes()).toByteArray();
    }

    private static byte[] key(Map.Entry<String, String> fact) {
      return new BcsWriter().writeString(fact.getKey()).toByteArray();
    }

    private static void write(ConnectedPeer peer, BcsWriter out) {
      out.writeFixed(key(peer))
          .writeFixed(peer.address.toBytes())
          .writeFixed(peer.peerId.toBytes())
          .writeUleb128(ROLES.indexOf(peer.role));
    }

    private static MonitoringMsg read(BcsReader in) {
      return switch (in.readVariant(4)) {
        case 0 -> new LatencyPong(in.readU64());
        case 1 -> {
          List<ConnectedPeer> peers = new ArrayList<>();
          byte[] previous = null;
          for (int left = in.readLength(2 * ID_LENGTH); left > 0; left--) {
            int start = in.position();
            NetworkId network = NETWORKS.read(in);
            PeerId id = PeerId.of(in.readFixed(ID_LENGTH));
            previous = ascending(previous, in.since(start));
            peers.add(connected(network, id, in));
          }
          yield new NetworkInformation(peers, in.readU64());
        }
        case 2 -> node(in);
        default -> new ServerProtocolVersion(in.readU64());
      };
    }

    private static ConnectedPeer connected(NetworkId network, PeerId id, BcsReader in) {
      NetworkAddress address;
      try {
        address = NetworkAddress.fromBytes(in.readWithPrefix(), WireProfile.APTOS);
      } catch (IllegalArgumentException e) {
        throw new BcsException(e.getMessage());
      }
      PeerId peerId = PeerId.of(in.readFixed(ID_LENGTH));
      return new ConnectedPeer(
          network, id, address, peerId, ROLES.get(in.readVariant(ROLES.size())));
    }

    private static NodeInformation node(BcsReader in) {
      Map<String, String> build = new LinkedHashMap<>();
      byte[] previous = null;
      for (int left = in.readLength(2); left > 0; left--) {
        int start = in.position();
        String key = in.readString();
        previous = ascending(previous, in.since(start));
        build.put(key, in.readString());
      }
      long epoch = in.readU64();
      long version = in.readU64();
      long timestamp = in.readU64();
      long lowest = in.readU64();
      long seconds = in.readU64();
      int nanos = in.readU32();
      // A duration with more nanoseconds carries into its seconds.
      int carry = Integer.divideUnsigned(nanos, NANOS_PER_SECOND);
      if (carry > 0 && Long.compareUnsigned(seconds, -1 - carry) > 0) {
        throw new BcsException("a duration that overflows");
      }
      return new NodeInformation(
          build,
          epoch,
          version,
          timestamp,
          lowest,
          seconds + carry,
          Integer.remainderUnsigned(nanos, NANOS_PER_SECOND));
    }

    /** The keys of a map ascend in their BCS form. */
    private static byte[] ascending(byte[] previous, byte[] key) {
      if (previous != null && Arrays.compareUnsigned(previous, key) >= 0) {
        throw new BcsException("the keys of a map do not ascend");
      }
      return key;
    }
  }
}
