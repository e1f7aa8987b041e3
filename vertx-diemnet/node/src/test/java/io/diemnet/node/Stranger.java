package io.diemnet.node;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseClientOptions;
import io.diemnet.vertx.NoiseSocket;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.handshake.SupportedProtocols;
import io.diemnet.vertx.impl.profile.Profiles;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** A peer that nobody knows: it connects, sends the beginning of a request and waits. */
final class Stranger {

  private static final int PIECE = 64 * 1024;
  private static final Buffer ZEROS = Buffer.buffer(new byte[PIECE]);

  private final NoiseClient client;
  private final NetworkId network;

  /** Completes when all is sent, or the node has closed the connection. */
  private final Promise<Void> over = Promise.promise();

  private volatile boolean closed;
  private volatile NoiseSocket socket;

  Stranger(Vertx vertx, NetworkId network) {
    this.client = NoiseClient.create(vertx, new NoiseClientOptions());
    this.network = network;
  }

  /** Connects; completes when the session stands, or the node has refused it. */
  Future<Void> connect(NetworkAddress node) {
    Promise<Void> connected = Promise.promise();
    client
        .connect(node)
        .onFailure(
            refused -> {
              end();
              connected.complete();
            })
        .onSuccess(
            stands -> {
              socket = stands;
              stands.closeHandler(
                  gone -> {
                    end();
                    connected.tryComplete();
                  });
              stands.exceptionHandler(reset -> end());
              // The node's own handshake message: from then on this is no upgrade any more.
              stands.handler(
                  bytes -> {
                    stands.handler(any -> {});
                    connected.tryComplete();
                  });
              HandshakeMsg handshake =
                  HandshakeMsg.v1(
                      SupportedProtocols.of(ProtocolId.builtIn()),
                      ChainId.parse("testing"),
                      network);
              stands.write(
                  Buffer.buffer(handshake.encodeFrame(Profiles.of(WireProfile.DIEM).handshake())));
            });
    return connected.future();
  }

  /**
   * Sends a request of a protocol.
   *
   * @param announced bytes of its payload
   * @param sent how many of them are sent
   */
  Future<Void> send(int protocol, int announced, int sent) {
    NoiseSocket to = socket;
    if (to != null && !closed) {
      byte[] header = new byte[MessageEncoder.MAX_HEADER];
      int length = MessageEncoder.rpcRequest(protocol, 0, 0, announced, header, 0);
      to.write(Buffer.buffer(header).slice(0, length));
      fill(to, sent);
    }
    return over.future();
  }

  /** Whether the node has closed the connection or refused it. */
  boolean isClosed() {
    return closed;
  }

  private void fill(NoiseSocket socket, int left) {
    int rest = left;
    while (rest > 0 && !closed && !socket.writeQueueFull()) {
      int piece = Math.min(rest, PIECE);
      socket.write(ZEROS.slice(0, piece));
      rest -= piece;
    }
    int after = rest;
    if (rest > 0 && !closed) {
      socket.drainHandler(drained -> fill(socket, after));
    } else {
      over.tryComplete();
    }
  }

  private void end() {
    closed = true;
    over.tryComplete();
  }
}
