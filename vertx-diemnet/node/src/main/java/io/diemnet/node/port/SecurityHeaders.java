package io.diemnet.node.port;

import java.util.Map;

/** The headers that every HTTP answer of the node has, errors included. */
public final class SecurityHeaders {

  /** For pages: no content from other hosts, no inline code, no embedding in frames. */
  public static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none';"
          + " form-action 'none'";

  /** For answers that are not pages. */
  public static final String DATA_POLICY =
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private SecurityHeaders() {}

  /** Returns the names and values of the headers for a content policy. */
  public static Map<String, String> with(String contentPolicy) {
    return Map.of(
        "Content-Security-Policy", contentPolicy,
        "X-Frame-Options", "DENY",
        "X-Content-Type-Options", "nosniff",
        "Referrer-Policy", "no-referrer",
        "Cross-Origin-Opener-Policy", "same-origin",
        "Cross-Origin-Resource-Policy", "same-origin");
  }
}
