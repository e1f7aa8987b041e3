package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.NoiseSocket;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.SocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * A Vert.x socket with the two handlers of a session in its pipeline: all it does itself is to read
 * files, since what Vert.x would send of a file would go out in clear.
 */
final class NoiseSocketImpl implements NoiseSocket {

  private static final String VERTX_HANDLER = "handler";

  private final Vertx vertx;
  private final NetSocketInternal socket;
  private final NoiseSession session;

  private NoiseSocketImpl(Vertx vertx, NetSocketInternal socket, NoiseSession session) {
    this.vertx = vertx;
    this.socket = socket;
    this.session = session;
  }

  /** Puts the session's handlers into the socket's pipeline; on its event loop. */
  static NoiseSocket install(Vertx vertx, NetSocketInternal socket, NoiseSession session) {
    ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
    TransportCiphers ciphers = session.ciphers();
    pipeline.addBefore(VERTX_HANDLER, "noise-encoder", new NoiseSocketEncoder(ciphers.send()));
    pipeline.addBefore(VERTX_HANDLER, "noise-decoder", new NoiseSocketDecoder(ciphers.receive()));
    return new NoiseSocketImpl(vertx, socket, session);
  }

  /** Puts a handshake's handler into the socket's pipeline; on its event loop. */
  static void begin(NetSocketInternal socket, NoiseHandshakeHandler handshake) {
    ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
    pipeline.addBefore(VERTX_HANDLER, "noise-handshake", handshake);
  }

  @Override
  public PeerId remotePeerId() {
    return session.remotePeer();
  }

  @Override
  public PublicKey remotePublicKey() {
    return session.remoteKey();
  }

  @Override
  public PeerRole remoteRole() {
    return session.role();
  }

  @Override
  public Future<Void> sendFile(String filename, long offset, long length) {
    if (offset < 0 || length < 0) {
      return Future.failedFuture(
          new IllegalArgumentException("offset and length of a file must not be negative"));
    }
    OpenOptions readOnly = new OpenOptions().setRead(true).setWrite(false).setCreate(false);
    Future<AsyncFile> opened = vertx.fileSystem().open(filename, readOnly);
    return socket
        .writeMessage(new OutboundFile(opened, offset, length))
        .eventually(() -> opened.transform(file -> close(file)));
  }

  private static Future<Void> close(AsyncResult<AsyncFile> file) {
    return file.succeeded() ? file.result().close() : Future.succeededFuture();
  }

  @Override
  public Future<Void> upgradeToSsl(SSLOptions sslOptions, String serverName, Buffer upgrade) {
    return Future.failedFuture(
        new UnsupportedOperationException(
            "a NoiseSocket is encrypted already and cannot be upgraded to TLS"));
  }

  @Override
  public NoiseSocket exceptionHandler(Handler<Throwable> handler) {
    socket.exceptionHandler(handler);
    return this;
  }

  @Override
  public NoiseSocket handler(Handler<Buffer> handler) {
    socket.handler(handler);
    return this;
  }

  @Override
  public NoiseSocket pause() {
    socket.pause();
    return this;
  }

  @Override
  public NoiseSocket resume() {
    socket.resume();
    return this;
  }

  @Override
  public NoiseSocket fetch(long amount) {
    socket.fetch(amount);
    return this;
  }

  @Override
  public NoiseSocket endHandler(Handler<Void> endHandler) {
    socket.endHandler(endHandler);
    return this;
  }

  @Override
  public NoiseSocket setWriteQueueMaxSize(int maxSize) {
    socket.setWriteQueueMaxSize(maxSize);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return socket.writeQueueFull();
  }

  @Override
  public NoiseSocket drainHandler(Handler<Void> handler) {
    socket.drainHandler(handler);
    return this;
  }

  @Override
  public NoiseSocket closeHandler(Handler<Void> handler) {
    socket.closeHandler(handler);
    return this;
  }

  // Vert.x 5.0 has a Handler<Void> here and 5.1 a Handler<Duration>: a raw one overrides both.
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public NetSocket shutdownHandler(Handler handler) {
    socket.shutdownHandler(handler);
    return this;
  }

  // Without @Override, since Vert.x 5.0 does not have it. Always empty: neither NoiseServer nor
  // NoiseClient speaks the PROXY protocol on its NetSockets.
  @SuppressWarnings({"MissingOverride", "UnusedMethod"})
  public List<Map.Entry<Buffer, Buffer>> proxyProtocolV2HeaderTLVs() {
    return List.of();
  }

  @Override
  public String writeHandlerID() {
    return socket.writeHandlerID();
  }

  @Override
  public Future<Void> write(Buffer data) {
    return socket.write(data);
  }

  @Override
  public Future<Void> write(String text) {
    return socket.write(text);
  }

  @Override
  public Future<Void> write(String text, String encoding) {
    return socket.write(text, encoding);
  }

  @Override
  public Future<Void> end() {
    return socket.end();
  }

  @Override
  public Future<Void> close() {
    return socket.close();
  }

  @Override
  public SocketAddress remoteAddress() {
    return socket.remoteAddress();
  }

  @Override
  public SocketAddress remoteAddress(boolean real) {
    return socket.remoteAddress(real);
  }

  @Override
  public SocketAddress localAddress() {
    return socket.localAddress();
  }

  @Override
  public SocketAddress localAddress(boolean real) {
    return socket.localAddress(real);
  }

  @Override
  public boolean isSsl() {
    return socket.isSsl();
  }

  @Override
  public SSLSession sslSession() {
    return socket.sslSession();
  }

  @Override
  public List<Certificate> peerCertificates() throws SSLPeerUnverifiedException {
    return socket.peerCertificates();
  }

  @Override
  public String indicatedServerName() {
    return socket.indicatedServerName();
  }

  @Override
  public String applicationLayerProtocol() {
    return socket.applicationLayerProtocol();
  }

  /** Names the remote and no secret. */
  @Override
  public String toString() {
    return "NoiseSocket[" + session.remotePeer() + " at " + socket.remoteAddress() + "]";
  }
}
