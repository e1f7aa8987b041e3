package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/** A WebSocket of the SockJS bridge. Owned by the context of the web port. */
final class WebClient implements ClientLink {

  private final BridgeScope scope;
  private final SockJSSocket socket;
  private final BridgeSession session;

  WebClient(BridgeScope scope, SockJSSocket socket) {
    this.scope = scope;
    this.socket = socket;
    this.session = new BridgeSession(scope, Dialect.SOCKJS, this);
    socket.handler(this::read);
  }

  private void read(Buffer data) {
    if (data.length() > scope.limits().maxFrameSize()) {
      session.drop(Event.FRAME_TOO_LARGE);
      return;
    }
    session.frame(BridgeJson.read(data.getBytes(), 0, data.length()), data.length());
  }

  @Override
  public void check() {
    session.check();
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String name() {
    return "web client " + socket.remoteAddress();
  }

  @Override
  public Encoded encode(JsonObject frame) {
    String text = frame.encode();
    return new Encoded() {
      @Override
      public int bytes() {
        return text.length();
      }

      @Override
      public Future<Void> write() {
        return socket.write(text);
      }
    };
  }

  @Override
  public void drop() {
    if (socket.routingContext().request().connection() instanceof HttpServerConnection connection) {
      HardClose.of(connection.channelHandlerContext().channel());
    } else {
      socket.close();
    }
  }
}
