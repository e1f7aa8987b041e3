package io.diemnet.node.bridge;

import io.diemnet.node.bridge.TokenGate.Verdict;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.net.SocketAddress;
import java.util.List;

/**
 * Removes the token from each HTTP request before anything else reads the request, so that the
 * token cannot appear in a log. It removes the query and the {@code Authorization} header, and adds
 * a header with its verdict. Owned by the loop of the port.
 */
final class TokenTaker extends ChannelInboundHandlerAdapter {

  /** The header with the verdict. A header of this name from a client is removed. */
  static final String VERDICT = "x-diemnet-verdict";

  /** The beginnings of the paths that need the token. */
  private static final List<String> GUARDED = List.of("/eventbus", "/history");

  private static final String BEARER = "Bearer ";

  private final TokenGate gate;
  private final SocketAddress from;

  TokenTaker(TokenGate gate, SocketAddress from) {
    this.gate = gate;
    this.from = from;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      Object shown = shown(request);
      Verdict verdict =
          GUARDED.stream().anyMatch(request.uri()::startsWith)
              ? gate.judge(shown, from)
              : Verdict.MISSING;
      request.headers().remove(HttpHeaderNames.AUTHORIZATION).set(VERDICT, verdict.name());
      int query = request.uri().indexOf('?');
      if (query >= 0) {
        request.setUri(request.uri().substring(0, query));
      }
    }
    context.fireChannelRead(message);
  }

  private static Object shown(HttpRequest request) {
    String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    if (authorization != null && authorization.startsWith(BEARER)) {
      return authorization.substring(BEARER.length());
    }
    try {
      List<String> tokens = new QueryStringDecoder(request.uri()).parameters().get("token");
      return tokens == null ? null : tokens.get(0);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
