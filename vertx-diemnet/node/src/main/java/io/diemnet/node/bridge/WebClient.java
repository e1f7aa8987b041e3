package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.port.HardClose;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/** A WebSocket of the SockJS bridge. Owned by the loop of the web port. */
final class WebClient implements ClientLink {

  /**
   * The buffers of Netty and Vert.x hold up to this many copies of the received bytes of a message.
   */
  private static final int BUFFERED = 2;

  private final BridgeScope scope;
  private final SockJSSocket socket;
  private final HttpConnection connection;
  private final BridgeSession session;
  private final WebSocketMeter meter;
  private final Pace pace;
  private long held;
  private long metered;
  private int tokens;
  private boolean closed;

  /**
   * Creates a client whose WebSocket has just opened.
   *
   * @param maxMessages maximum number of messages in one SockJS frame; 0 for a WebSocket without
   *     SockJS
   */
  WebClient(BridgeScope scope, SockJSSocket socket, int maxMessages) {
    this.scope = scope;
    this.socket = socket;
    this.connection = socket.routingContext().request().connection();
    this.session = new BridgeSession(scope, Dialect.SOCKJS, this);
    this.meter = new WebSocketMeter(maxMessages);
    this.pace = new Pace(scope.limits(), scope.clock().now());
    socket.handler(this::read);
    if (connection instanceof HttpServerConnection server) {
      server
          .channelHandlerContext()
          .channel()
          .pipeline()
          .addBefore("wsdecoder", "meter", new Metering());
    }
  }

  /** Receives the bytes before they are decoded. */
  private final class Metering extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes && !arrived(bytes)) {
        bytes.release();
        return;
      }
      context.fireChannelRead(message);
    }
  }

  /** Returns false if the client is disconnected. */
  private boolean arrived(ByteBuf bytes) {
    if (closed) {
      return false;
    }
    long before = meter.messages();
    pace.heard(scope.clock().now(), !meter.partial());
    if (!meter.read(bytes)) {
      session.drop(Event.TOO_MANY_MESSAGES);
      return false;
    }
    if (meter.messages() != before) {
      pace.whole();
    }
    return hold(BUFFERED * meter.arrived());
  }

  /** Charges the incomplete message to the budget. */
  private boolean hold(long bytes) {
    if (bytes > held && !scope.budget().take(bytes - held)) {
      session.drop(Event.NO_MEMORY);
      return false;
    }
    if (bytes < held) {
      scope.budget().give(held - bytes);
    }
    held = bytes;
    return true;
  }

  private void read(Buffer data) {
    if (closed) {
      return; // the rest of a SockJS frame
    }
    if (data.length() > scope.limits().maxFrameSize()) {
      session.drop(Event.FRAME_TOO_LARGE);
      return;
    }
    if (metered != meter.messages()) {
      metered = meter.messages();
      tokens = 0;
    }
    byte[] bytes = data.getBytes();
    int more = BridgeJson.tokens(bytes, 0, bytes.length);
    tokens += Math.max(0, more);
    if (tokens > BridgeJson.MAX_TOKENS_OF_MESSAGES) {
      session.drop(Event.TOO_MANY_MESSAGES);
      return;
    }
    session.frame(more < 0 ? null : BridgeJson.decode(bytes, 0, bytes.length), bytes.length);
  }

  @Override
  public boolean settled() {
    return session.settled();
  }

  @Override
  public void check() {
    session.check();
    if (!closed && meter.partial() && pace.late(scope.clock().now(), meter.announced())) {
      session.drop(Event.FRAME_NOT_SENT);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      hold(0);
      session.close();
    }
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
    close();
    HardClose.of(connection);
  }
}
