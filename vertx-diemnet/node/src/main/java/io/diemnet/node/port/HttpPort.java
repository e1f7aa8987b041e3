package io.diemnet.node.port;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that speaks HTTP/1.1.
 *
 * <ul>
 *   <li>It has a bounded number of connections. When all are taken, a new connection gets the place
 *       of the one that has been silent longest; bytes that are no whole request do not count.
 *   <li>A connection that sends a request while it leaves answers unread is closed.
 *   <li>Request lines, headers and idle times are bounded; HTTP/2 and compression are off.
 *   <li>Every answer has the {@link SecurityHeaders}, also the one to a malformed request.
 * </ul>
 */
public abstract class HttpPort extends Port {

  /** Why a connection was closed by the port. */
  public enum Closed {
    /** Another connection took its place. */
    MADE_ROOM,
    /** It went on asking and did not read. */
    NOT_READING;

    /** As it is told in metrics. */
    public String reason() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

  /** Bytes of a request line, and of all headers of a request. */
  private static final int MAX_LINE = 4096;

  private static final int MAX_HEADERS = 8192;
  private static final int TLS_HANDSHAKE_SECONDS = 5;

  private final Places<HttpConnection> places;
  private final String contentPolicy;

  protected HttpPort(String name, int maxConnections, String contentPolicy) {
    super(name);
    this.places = new Places<>(maxConnections);
    this.contentPolicy = contentPolicy;
  }

  /** A connection is closed before its client asked for that; to be counted. */
  protected abstract void closing(HttpConnection connection, Closed why);

  /** Takes a request; nothing of it has been checked. */
  protected abstract void handle(HttpServerRequest request);

  /** Handlers can be added here to a connection that is new. */
  protected void prepare(ChannelPipeline pipeline, HttpConnection connection) {}

  /** The options that all HTTP ports share. */
  protected static HttpServerOptions options(String host, int port) {
    return new HttpServerOptions()
        .setHost(host)
        .setPort(port)
        .setTcpKeepAlive(true)
        .setMaxInitialLineLength(MAX_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setHttp2ClearTextEnabled(false)
        .setUseAlpn(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        .setSslHandshakeTimeout(TLS_HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setLogActivity(false);
  }

  /** Listens; to be called in {@link #open}. */
  protected final Future<HttpServer> listen(HttpServerOptions options) {
    Handler<HttpServerRequest> checked = this::take;
    return vertx
        .createHttpServer(options)
        .requestHandler(checked)
        .invalidRequestHandler(this::malformed)
        .exceptionHandler(odd -> LOG.debug("a connection failed: {}", odd.getClass().getName()))
        .connectionHandler(this::connected)
        .listen();
  }

  /** The connection needs no place any more: its client is counted elsewhere. */
  protected final void promote(HttpConnection connection) {
    places.remove(connection);
  }

  private void connected(HttpConnection connection) {
    connection.exceptionHandler(broken -> {}); // the close that follows is what matters
    connection.closeHandler(gone -> places.remove(connection));
    HttpConnection evicted = places.add(connection);
    if (evicted != null) {
      closing(evicted, Closed.MADE_ROOM);
      HardClose.of(evicted);
    }
    prepare(channel(connection).pipeline(), connection);
  }

  private void take(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    places.heard(connection);
    if (!channel(connection).isWritable()) {
      closing(connection, Closed.NOT_READING);
      HardClose.of(connection);
      return;
    }
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return; // of a pipeline whose connection has ended
    }
    SecurityHeaders.put(response.headers(), contentPolicy);
    handle(request);
  }

  private void malformed(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!response.closed()) {
      SecurityHeaders.put(response.headers(), contentPolicy);
      refuse(request, 400, "Bad Request");
    }
  }

  /** Answers with words and ends the connection. */
  public static void refuse(HttpServerRequest request, int status, String words) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(words + "\n");
  }

  private static Channel channel(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }
}
