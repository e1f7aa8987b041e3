package io.diemnet.node.port;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that speaks HTTP/1.1.
 *
 * <ul>
 *   <li>The number of connections is bounded. When all slots are in use, a new connection evicts
 *       the one that has been silent longest. Bytes that are not a whole request do not count.
 *   <li>A connection is closed if it sends a request while it leaves answers unread, or has more
 *       than {@value #MAX_PIPELINED} requests in flight.
 *   <li>Request lines, headers and idle times are bounded. HTTP/2 and compression are off.
 *   <li>Every answer has the {@link SecurityHeaders}.
 * </ul>
 */
public abstract class HttpPort extends Port {

  /** The reason for which the port closed a connection. */
  public enum Closed {
    /** Another connection evicted it. */
    MADE_ROOM,
    /** It sent further requests and did not read the answers. */
    NOT_READING,
    /** It had too many requests in flight. */
    PIPELINED,
    /** The port had no slot for another connection. */
    TOO_MANY;

    /** The value of the tag in the metrics. */
    public String reason() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

  /** Maximum bytes of a request line, and of all headers of a request. */
  private static final int MAX_LINE = 4096;

  private static final int MAX_HEADERS = 8192;

  /** Maximum number of unanswered requests of a connection. */
  private static final int MAX_PIPELINED = 32;

  private static final int TLS_HANDSHAKE_SECONDS = 5;

  private final Slots<HttpConnection> slots;
  private final Map<String, String> headers;

  /**
   * @param strangers slots for connections that are not {@link #promote promoted}
   * @param promoted slots for promoted connections
   */
  protected HttpPort(String name, int strangers, int promoted, String contentPolicy) {
    super(name, strangers + promoted);
    this.slots = new Slots<>(strangers);
    this.headers = SecurityHeaders.with(contentPolicy);
  }

  /** Called when the port closes a connection, to count it. Called on any thread. */
  protected abstract void closing(String remote, Closed why);

  @Override
  protected final void refused(String remote) {
    closing(remote, Closed.TOO_MANY);
  }

  /** Handles a request. Nothing of it has been checked. */
  protected abstract void handle(HttpServerRequest request);

  /** Called for each new connection. Handlers can be added here. */
  protected void prepare(ChannelPipeline pipeline, HttpConnection connection) {}

  /** The options of all HTTP ports. */
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
        // A few compressed bytes could expand without bound.
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setSslHandshakeTimeout(TLS_HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setLogActivity(false);
  }

  /** Listens. Call it in {@link #open}. */
  protected final Future<HttpServer> listen(HttpServerOptions options) {
    return vertx
        .createHttpServer(options)
        .requestHandler(this::take)
        .invalidRequestHandler(this::malformed)
        .exceptionHandler(odd -> LOG.debug("a connection failed: {}", odd.getClass().getName()))
        .connectionHandler(this::connected)
        .listen();
  }

  /** Releases the slot of the connection, because its client is counted elsewhere. */
  protected final void promote(HttpConnection connection) {
    slots.remove(connection);
  }

  private void connected(HttpConnection connection) {
    connection.exceptionHandler(broken -> {}); // the close handler follows
    connection.closeHandler(gone -> slots.remove(connection));
    HttpConnection evicted = slots.add(connection);
    if (evicted != null) {
      closing(remote(evicted), Closed.MADE_ROOM);
      HardClose.of(evicted);
    }
    ChannelPipeline pipeline = channel(connection).pipeline();
    pipeline.addAfter("httpEncoder", "edge", new Edge(connection));
    prepare(pipeline, connection);
  }

  /**
   * Adds the security headers to all answers, also to those that Vert.x sends itself. Closes a
   * connection that fails or has too many requests in flight. Vert.x would notify each of its
   * requests and log each exception.
   */
  private final class Edge extends ChannelDuplexHandler {

    private final HttpConnection connection;
    private int requests;
    private boolean ended;

    Edge(HttpConnection connection) {
      this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest && !ended && ++requests > MAX_PIPELINED) {
        ended = true;
        closing(remote(connection), Closed.PIPELINED);
        HardClose.of(connection);
      }
      if (ended) {
        ReferenceCountUtil.release(message);
      } else {
        context.fireChannelRead(message);
      }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the caller owns the promise
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpResponse response) {
        requests--;
        headers.forEach(response.headers()::set);
      }
      context.write(message, promise);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("a connection failed: {}", cause.getClass().getName());
      HardClose.of(connection);
    }
  }

  private void take(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    slots.heard(connection);
    if (!channel(connection).isWritable()) {
      closing(remote(connection), Closed.NOT_READING);
      HardClose.of(connection);
      return;
    }
    if (!request.response().closed()) { // closed if the connection of a pipelined request has ended
      handle(request);
    }
  }

  private void malformed(HttpServerRequest request) {
    if (!request.response().closed()) {
      refuse(request, 400, "Bad Request");
    }
  }

  /** Answers with a message and closes the connection. */
  public static void refuse(HttpServerRequest request, int status, String words) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(words + "\n");
  }

  private static String remote(HttpConnection connection) {
    return String.valueOf(connection.remoteAddress());
  }

  private static Channel channel(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }
}
