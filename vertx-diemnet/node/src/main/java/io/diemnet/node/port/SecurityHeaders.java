package io.diemnet.node.port;

import io.vertx.core.MultiMap;

/** The headers that every HTTP answer of the node has, errors included. */
public final class SecurityHeaders {

  /** For pages: nothing from elsewhere, nothing inline, and no frame around them. */
  public static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none';"
          + " form-action 'none'";

  /** For answers that no browser shows as a page. */
  public static final String DATA_POLICY =
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private SecurityHeaders() {}

  /** Puts them into the headers of an answer. */
  public static void put(MultiMap headers, String contentPolicy) {
    headers
        .set("Content-Security-Policy", contentPolicy)
        .set("X-Frame-Options", "DENY")
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer")
        .set("Cross-Origin-Opener-Policy", "same-origin")
        .set("Cross-Origin-Resource-Policy", "same-origin");
  }
}
