package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.bridge.TokenGate.Verdict;
import io.diemnet.node.port.HostNames;
import io.diemnet.node.port.HttpPort;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The access control of the web port. Any web page in a browser can reach the ports of its machine,
 * also on loopback. A request must therefore
 *
 * <ul>
 *   <li>have a {@code Host} that names this machine; a foreign DNS name that resolves to this
 *       machine is refused;
 *   <li>have no {@code Origin}, or the origin of this port's pages or an allowed one;
 *   <li>have the token, if one is configured and the request is for the event bus.
 * </ul>
 */
final class WebGuard {

  private final BridgeScope scope;
  private final String scheme;
  private final HostNames hosts;
  private final Set<String> origins = new HashSet<>();

  WebGuard(BridgeConfig config, BridgeScope scope) {
    this.scope = scope;
    this.scheme = config.tls() == null ? "http://" : "https://";
    Set<String> names = new HashSet<>();
    for (String allowed : config.allowedOrigins()) {
      String origin = origin(allowed);
      origins.add(origin);
      names.add(HostNames.withoutPort(origin.substring(origin.indexOf("://") + 3)));
    }
    hosts = new HostNames(config.host(), names);
  }

  /** Checks every request. */
  void checkHostAndOrigin(RoutingContext context) {
    HttpServerRequest request = context.request();
    List<String> host = request.headers().getAll(HttpHeaders.HOST);
    if (!hosts.accept(host)) {
      refuse(
          context,
          Event.FOREIGN_HOST,
          403,
          "This node is not known by that name (Host). If it should be, its configuration can name"
              + " it in bridge.allowedOrigins.");
      return;
    }
    List<String> origin = request.headers().getAll(HttpHeaders.ORIGIN);
    if (origin.size() > 1 || (origin.size() == 1 && !isAllowed(origin.get(0), host.get(0)))) {
      refuse(
          context,
          Event.FOREIGN_ORIGIN,
          403,
          "Pages of that Origin may not connect here. If they should, the configuration can name it"
              + " in bridge.allowedOrigins.");
      return;
    }
    context.next();
  }

  /** Checks requests for the event bus, with the verdict of {@link TokenTaker}. */
  void checkToken(RoutingContext context) {
    String verdict = context.request().getHeader(TokenTaker.VERDICT);
    if (Verdict.RIGHT.name().equals(verdict)) {
      context.next();
    } else if (Verdict.TOO_MANY_GUESSES.name().equals(verdict)) {
      context.response().putHeader("Retry-After", "1");
      refuse(context, Event.TOO_MANY_GUESSES, 429, "Too many wrong tokens came from this address.");
    } else {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      refuse(context, Event.WRONG_TOKEN, 401, "The token is missing or wrong.");
    }
  }

  private boolean isAllowed(String origin, String host) {
    String canonical = origin(origin);
    return canonical.equals(origin(scheme + host)) || origins.contains(canonical);
  }

  private void refuse(RoutingContext context, Event event, int status, String words) {
    scope.meters().count(event, "web client " + context.request().remoteAddress());
    HttpPort.refuse(context.request(), status, words);
  }

  /**
   * Returns the origin in lower case, without the default port of its scheme and without a path.
   */
  private static String origin(String text) {
    String origin = lower(text);
    if (origin.endsWith("/")) {
      origin = origin.substring(0, origin.length() - 1);
    }
    String implied =
        origin.startsWith("http://") ? ":80" : origin.startsWith("https://") ? ":443" : "\n";
    return origin.endsWith(implied)
        ? origin.substring(0, origin.length() - implied.length())
        : origin;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
