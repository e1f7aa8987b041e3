package io.diemnet.node.cluster;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.jgroups.util.DefaultSocketFactory;
import org.jgroups.util.SocketFactory;

/**
 * The section {@code cluster.tls}: what this member proves itself with, and whom it accepts. The
 * same files serve both parts of a cluster, JGroups and the event bus. Both require a certificate
 * of each member, in both directions, over TLS 1.3. A certificate is a membership: the name in it
 * is not compared with the address of the member.
 *
 * @param certificate the certificate chain of this member, PEM
 * @param key its private key, PEM, PKCS#8 without a password
 * @param trust the certificates of the authorities that make members, PEM
 */
public record ClusterTls(Path certificate, Path key, Path trust) {

  private static final String PROTOCOL = "TLSv1.3";

  /** Reads a checked section. */
  static ClusterTls of(JsonObject json) {
    return new ClusterTls(
        Path.of(json.getString("certificate")),
        Path.of(json.getString("key")),
        Path.of(json.getString("trust")));
  }

  /** Sets TLS for the connections of the event bus. */
  EventBusOptions secure(EventBusOptions options) {
    return options
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setEnabledSecureTransportProtocols(Set.of(PROTOCOL))
        .setKeyCertOptions(
            new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(trust.toString()));
  }

  /**
   * Creates the sockets of JGroups.
   *
   * @throws ClusterException if a file cannot be used
   */
  SocketFactory sockets() throws ClusterException {
    SSLContext context = context();
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(new String[] {PROTOCOL});
    parameters.setNeedClientAuth(true);
    DefaultSocketFactory sockets = new DefaultSocketFactory(context);
    Consumer<ServerSocket> configure =
        socket -> ((SSLServerSocket) socket).setSSLParameters(parameters);
    sockets.setServerSocketConfigurator(configure);
    return sockets;
  }

  /** Netty reads the PEM files. The same context serves both ends of a connection. */
  private SSLContext context() throws ClusterException {
    try {
      return ((JdkSslContext)
              SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                  .trustManager(trust.toFile())
                  .sslProvider(SslProvider.JDK)
                  .build())
          .context();
    } catch (SSLException | IllegalArgumentException unusable) {
      throw ClusterException.tls("cannot be used: " + Cluster.reason(unusable));
    }
  }
}
