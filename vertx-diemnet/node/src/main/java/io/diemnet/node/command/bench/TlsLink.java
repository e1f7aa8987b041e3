package io.diemnet.node.command.bench;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The comparison: a plain Vert.x socket, with TLS 1.3 and mutual authentication or without TLS. It
 * carries the same message bytes with the same codec, coalesced and flushed once per loop turn.
 */
final class TlsLink implements Link {

  /** The TLS engine. */
  enum Engine {
    JDK("TLS 1.3 (JDK)"),
    OPENSSL("TLS 1.3 (tcnative)"),
    NONE("plain TCP");

    final String text;

    Engine(String text) {
      this.text = text;
    }
  }

  /** The cipher suite that both engines use. */
  static final String CIPHER_SUITE = "TLS_AES_256_GCM_SHA384";

  private final Engine engine;
  private final Vertx clientVertx;
  private final Vertx serverVertx;
  private final NetClient netClient;
  private final NetServer netServer;
  private final Context context;
  private final TlsPeer client;
  private final AtomicLong received = new AtomicLong();

  TlsLink(Engine engine, boolean nativeTransport) {
    this.engine = engine;
    clientVertx = Loops.one(nativeTransport);
    serverVertx = Loops.one(nativeTransport);
    NetServerOptions serverOptions = new NetServerOptions().setClientAuth(ClientAuth.REQUIRED);
    NetClientOptions clientOptions = new NetClientOptions().setHostnameVerificationAlgorithm("");
    if (engine != Engine.NONE) {
      X509Bundle identity = identity();
      secure(serverOptions, identity, engine);
      secure(clientOptions, identity, engine);
    } else {
      serverOptions.setClientAuth(ClientAuth.NONE);
    }
    netServer =
        serverVertx
            .createNetServer(serverOptions)
            .connectHandler(
                socket -> new TlsPeer(socket, () -> received.lazySet(received.getPlain() + 1)));
    netServer.listen(0, "127.0.0.1").await();
    netClient = clientVertx.createNetClient(clientOptions);
    context = clientVertx.getOrCreateContext();
    Promise<TlsPeer> connected = Promise.promise();
    context.runOnContext(
        here ->
            netClient
                .connect(netServer.actualPort(), "127.0.0.1")
                .map(socket -> new TlsPeer(socket, () -> {}))
                .onComplete(connected));
    client = connected.future().await();
  }

  static X509Bundle identity() {
    try {
      return new CertificateBuilder()
          .subject("CN=127.0.0.1")
          .addSanIpAddress("127.0.0.1")
          .setIsCertificateAuthority(true)
          .algorithm(CertificateBuilder.Algorithm.ecp256)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException("no certificate for the TLS comparison", e);
    }
  }

  static void secure(TCPSSLOptions options, X509Bundle identity, Engine engine) {
    SSLEngineOptions implementation =
        engine == Engine.OPENSSL ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    Buffer certificate = Buffer.buffer(identity.getCertificatePathPEM());
    options
        .setSsl(true)
        .setSslEngineOptions(implementation)
        .setEnabledSecureTransportProtocols(java.util.Set.of("TLSv1.3"))
        .addEnabledCipherSuite(CIPHER_SUITE)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertValue(certificate)
                .setKeyValue(Buffer.buffer(identity.getPrivateKeyPEM())))
        .setTrustOptions(new PemTrustOptions().addCertValue(certificate));
  }

  static boolean available(Engine engine) {
    return engine != Engine.OPENSSL || OpenSSLEngineOptions.isAvailable();
  }

  static NetSocketInternal internal(NetSocket socket) {
    return (NetSocketInternal) socket;
  }

  @Override
  public String name() {
    return engine.text;
  }

  @Override
  public Context context() {
    return context;
  }

  @Override
  public long received() {
    return received.get();
  }

  @Override
  public void directSend(Buffer payload) {
    client.directSend(payload);
  }

  @Override
  public boolean full() {
    return client.full();
  }

  @Override
  public void onDrain(Runnable handler) {
    client.onDrain(handler);
  }

  @Override
  public void rpc(Buffer request, Consumer<Buffer> response) {
    client.rpc(request, response);
  }

  @Override
  public void close() {
    clientVertx.close().await();
    serverVertx.close().await();
  }
}
