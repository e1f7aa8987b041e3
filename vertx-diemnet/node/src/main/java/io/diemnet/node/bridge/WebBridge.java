package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.dashboard.Dashboard;
import io.diemnet.node.dashboard.Recorder;
import io.diemnet.node.port.HttpPort;
import io.diemnet.node.port.LogLimit;
import io.diemnet.node.port.SecurityHeaders;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web port: the event bus over vertx-web's SockJS at {@code /eventbus}, and the dashboard at
 * {@code /}. Deploy one instance. It ends with all its clients when it is undeployed.
 *
 * <p>WebSocket is the only SockJS transport that is enabled. Every browser has it, it always sends
 * the origin of the page, and it is the only one that shows how much a client has not read.
 */
final class WebBridge extends HttpPort {

  private static final Logger LOG = LoggerFactory.getLogger(WebBridge.class);
  private static final int BAD_REQUEST = 400;

  /** The SockJS paths that are served: greeting, plain WebSocket, WebSocket sessions. */
  private static final String SOCKJS_PATHS =
      "/eventbus/(info|websocket|[^/.]{1,64}/[^/.]{1,64}/websocket)";

  private final BridgeConfig config;
  private final BridgeScope scope;
  private final Recorder recorder;
  private final Clients clients;
  private volatile int port;
  private final LogLimit lines = new LogLimit();
  private Router router;

  WebBridge(BridgeConfig config, BridgeScope scope, Recorder recorder) {
    super(
        "web",
        scope.limits().maxStrangers(),
        scope.limits().maxClients(),
        SecurityHeaders.PAGE_POLICY);
    this.config = config;
    this.scope = scope;
    this.recorder = recorder;
    this.clients = new Clients(scope);
  }

  /** Returns the port after the deployment. */
  int port() {
    return port;
  }

  @Override
  protected Future<?> open() {
    router = router();
    clients.watch(vertx);
    return listen(options()).onSuccess(up -> port = up.actualPort());
  }

  /**
   * Handles an exception of SockJS about text that is not a SockJS frame, which the client causes.
   */
  @Override
  protected void failed(Throwable fault) {
    // The message of the exception quotes what the client sent.
    LOG.debug("a web client sent an invalid frame: {}", fault.getClass().getName());
  }

  /** Answers that were accepted reach their clients. */
  @Override
  protected Future<Void> settle() {
    return scope.departure().refusing()
        ? clients.settled(vertx, Bridges.SETTLE_MILLIS)
        : Future.succeededFuture();
  }

  @Override
  protected void shut() {
    clients.unwatch();
  }

  @Override
  protected void prepare(ChannelPipeline pipeline, HttpConnection connection) {
    pipeline.addAfter(
        "httpDecoder", "token", new TokenTaker(scope.gate(), connection.remoteAddress()));
  }

  @Override
  protected void closing(String remote, Closed why) {
    Event event =
        switch (why) {
          case MADE_ROOM -> Event.MADE_ROOM;
          case NOT_READING -> Event.NOT_READING;
          case PIPELINED -> Event.PIPELINED;
          case TOO_MANY -> Event.TOO_MANY_CLIENTS;
        };
    scope.meters().count(event, "web client " + remote);
  }

  @Override
  protected void handle(HttpServerRequest request) {
    router.handle(request);
  }

  private HttpServerOptions options() {
    int messageSize = (int) Math.min(Integer.MAX_VALUE, config.maxFrameSize() * 5L / 4 + 1024);
    HttpServerOptions options =
        options(config.host(), config.webPort())
            .setReadIdleTimeout(scope.limits().silenceMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            // In SockJS a frame is a JSON string, so quotes take two bytes.
            .setMaxWebSocketFrameSize(messageSize)
            .setMaxWebSocketMessageSize(messageSize);

    if (config.tls() != null) {
      options.setSsl(true).setKeyCertOptions(config.tls());
    }
    return options;
  }

  private Router router() {
    WebGuard guard = new WebGuard(config, scope);
    SockJSHandlerOptions sockJs = new SockJSHandlerOptions().setInsertJSESSIONID(false);
    for (Transport transport : Transport.values()) {
      if (transport != Transport.WEBSOCKET) {
        sockJs.addDisabledTransport(transport.name());
      }
    }
    Router router = Router.router(vertx);
    router.route().failureHandler(this::failed);
    router.errorHandler(BAD_REQUEST, this::failed); // requests that reach no route
    router.route().handler(guard::checkHostAndOrigin);
    router.routeWithRegex(SOCKJS_PATHS).handler(guard::checkToken);
    router.route("/eventbus/*").handler(this::checkPathAndRoom);
    router
        .route("/eventbus/*")
        .subRouter(SockJSHandler.create(vertx, sockJs).socketHandler(this::connected));
    router.route("/history/*").handler(guard::checkToken);
    Dashboard.mountHistory(router, recorder);
    Dashboard.mount(vertx, router, scope.gate().required(), scope.permissions().directories());
    return router;
  }

  private void checkPathAndRoom(RoutingContext request) {
    if (!request.normalizedPath().matches(SOCKJS_PATHS)) {
      request.fail(404);
    } else if (scope.departure().refusing()) {
      request.fail(503);
    } else if (!clients.hasRoom()) {
      scope.meters().count(Event.TOO_MANY_CLIENTS, "" + request.request().remoteAddress());
      request.fail(503);
    } else {
      request.next();
    }
  }

  /** Answers the client, and logs only failures that the client did not cause. */
  private void failed(RoutingContext context) {
    int status = Math.max(BAD_REQUEST, context.statusCode());
    if (context.failure() instanceof WebSocketHandshakeException) {
      status = BAD_REQUEST;
    } else if (status == 500 && lines.allows()) {
      LOG.warn("a web request failed", context.failure());
    }
    if (!context.response().ended()) {
      context
          .response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end(HttpResponseStatus.valueOf(status).reasonPhrase() + "\n");
    }
  }

  private void connected(SockJSSocket socket) {
    HttpServerRequest request = socket.routingContext().request();
    promote(request.connection());
    socket.exceptionHandler(broken -> {}); // the close handler follows
    boolean plain = request.path().equals("/eventbus/websocket");
    WebClient client = new WebClient(scope, socket, plain ? 0 : BridgeLimits.MAX_MESSAGES);
    clients.add(client);
    socket.closeHandler(gone -> clients.remove(client));
  }
}
