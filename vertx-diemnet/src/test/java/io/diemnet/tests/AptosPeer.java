package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.HostilePeer.hex;
import static io.diemnet.tests.HostilePeer.join;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.WireProfile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A peer of the Aptos profile that says whatever a test wants. Messages are made here byte by byte;
 * nothing of this project's codec is between a test and the wire.
 */
final class AptosPeer {

  /** The protocols 5 and 10. */
  static final byte[] GUEST = bytes("0420");

  static final int TESTING = 4;
  static final byte[] PUBLIC = {1};

  private AptosPeer() {}

  /** A TCP connection, nothing said yet. */
  static HostilePeer dial(NetworkAddress target, PrivateKey key) {
    return HostilePeer.dialFrom("127.0.0.1", target, key, WireProfile.APTOS);
  }

  /** A guest of the public network, whose handshake is over. */
  static HostilePeer connect(NetworkAddress target, PrivateKey key) {
    HostilePeer peer = dial(target, key);
    peer.noise(target.noiseKey());
    peer.send(HostilePeer.handshakeFrame(TESTING, PUBLIC, GUEST));
    peer.readHandshake();
    return peer;
  }

  static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static byte[] uleb(int value) {
    byte[] out = new byte[5];
    int at = 0;
    int rest = value;
    while (rest > 0x7f) {
      out[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    return Arrays.copyOf(out, at);
  }

  /** A NetworkMessage: an RpcRequest of priority 0. */
  static byte[] request(int protocol, int id, byte[] payload) {
    return join(
        new byte[] {1, (byte) protocol},
        littleEndian(id),
        new byte[] {0},
        uleb(payload.length),
        payload);
  }

  /** A NetworkMessage: an RpcResponse of priority 0. */
  static byte[] response(int id, byte[] payload) {
    return join(new byte[] {2}, littleEndian(id), new byte[] {0}, uleb(payload.length), payload);
  }

  /** A NetworkMessage: a DirectSendMsg of priority 0. */
  static byte[] directSend(int protocol, byte[] payload) {
    return join(new byte[] {3, (byte) protocol, 0}, uleb(payload.length), payload);
  }

  /** A frame with a whole message. */
  static byte[] whole(byte[] networkMessage) {
    return HostilePeer.message(join(new byte[] {0}, networkMessage));
  }

  /** A frame with the header of a stream. */
  static byte[] header(int stream, int fragments, byte[] networkMessage) {
    return HostilePeer.message(
        join(
            new byte[] {1, 0},
            littleEndian(stream),
            new byte[] {(byte) fragments},
            networkMessage));
  }

  /** A frame with a fragment of a stream. */
  static byte[] fragment(int stream, int number, byte[] data) {
    return HostilePeer.message(
        join(
            new byte[] {1, 1},
            littleEndian(stream),
            new byte[] {(byte) number},
            uleb(data.length),
            data));
  }

  static byte[] ping(int id, int nonce) {
    return whole(request(5, id, join(new byte[] {0}, littleEndian(nonce))));
  }

  /** The next message that is no ping of the node's own, without its length. */
  static String readAnswer(HostilePeer peer) {
    while (true) {
      byte[] message = peer.readMessage();
      boolean ping = message[0] == 0 && message[1] == 1 && (message[2] == 5 || message[2] == 10);
      if (!ping) {
        return hex(message);
      }
    }
  }

  /** Sends a ping and reads its pong: the node is alive and this connection is. */
  static void assertAlive(HostilePeer peer) {
    peer.send(ping(0x7eadbeef, 0x01020304));
    String answer = readAnswer(peer);
    String pong = "0002efbead7e000501" + "04030201";
    if (!answer.equals(pong)) {
      throw new AssertionError("expected the pong " + pong + ", got " + answer);
    }
  }
}
