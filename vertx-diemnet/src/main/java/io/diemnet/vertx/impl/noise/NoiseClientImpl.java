package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseClientOptions;
import io.diemnet.vertx.NoiseSocket;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.names.NameLookup;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** A Vert.x NetClient whose sockets do the handshake before the application gets them. */
public final class NoiseClientImpl implements NoiseClient {

  private final Vertx vertx;
  private final NoiseClientOptions options;
  // A field, not a variable: an unreferenced NetClient closes its sockets.
  private final NetClient client;
  private final NameLookup names;
  private final NoiseInitiator initiator;
  private final PeerIds ids;

  /**
   * @param ids the PeerIds of the profile in the options
   */
  public NoiseClientImpl(Vertx vertx, NoiseClientOptions options, PeerIds ids) {
    this.vertx = vertx;
    this.ids = ids;
    this.options = new NoiseClientOptions(options);
    this.client = vertx.createNetClient();
    this.names = new NameLookup((VertxInternal) vertx);
    CryptoProvider crypto = CryptoProviders.auto();
    this.initiator =
        new NoiseInitiator(
            crypto,
            NoiseIdentity.of(
                options.getPrivateKey(), options.getPeerId(), options.isKeyLeftOut(), ids),
            new TimestampSource());
    var unused = CipherWarmUp.warmUp(crypto);
  }

  @Override
  public Future<NoiseSocket> connect(NetworkAddress address) {
    PublicKey key = address.noiseKey();
    String host = address.host();
    if (key == null || host == null || address.port() < 0) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "cannot dial " + address + ": it needs a host, a TCP port and /ln-noise-ik/<key>"));
    }
    Protocol first = address.protocols().get(0);
    Class<? extends InetAddress> family =
        first instanceof Protocol.Dns4
            ? Inet4Address.class
            : first instanceof Protocol.Dns6 ? Inet6Address.class : InetAddress.class;
    return dial(new NoiseDial.Target(host, address.port(), family, ids.fromPublicKey(key), key));
  }

  @Override
  public Future<NoiseSocket> connect(int port, String host, PublicKey remote) {
    return dial(
        new NoiseDial.Target(host, port, InetAddress.class, ids.fromPublicKey(remote), remote));
  }

  private Future<NoiseSocket> dial(NoiseDial.Target target) {
    ContextInternal context;
    try {
      context = NoiseContexts.eventLoop(vertx, "a NoiseClient");
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
    NoiseDial dial =
        new NoiseDial(context, client, names, initiator, target, options.getHandshakeTimeout());
    context.runOnContext(ignored -> dial.start());
    return dial.future();
  }

  @Override
  public PeerId peerId() {
    return initiator.identity().peerId();
  }

  @Override
  public PublicKey publicKey() {
    return initiator.identity().publicKey();
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
