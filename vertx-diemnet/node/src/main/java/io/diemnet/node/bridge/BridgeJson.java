package io.diemnet.node.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.util.Base64;

/** Reads JSON of untrusted clients with limits, and converts payloads from and to base64. */
final class BridgeJson {

  /** More than the depth of a peers file. */
  private static final int MAX_DEPTH = 64;

  /** A JSON token takes up to about 50 bytes of memory: 10 MiB in total. */
  static final int MAX_TOKENS = 200_000;

  /** For all messages of one SockJS frame. */
  static final int MAX_TOKENS_OF_MESSAGES = 2 * MAX_TOKENS;

  private static final int MAX_NUMBER = 100;
  private static final int MAX_NAME = 1024;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxTokenCount(MAX_TOKENS)
                  .maxNumberLength(MAX_NUMBER)
                  .maxNameLength(MAX_NAME)
                  .maxStringLength(Integer.MAX_VALUE) // the frame size is limited
                  .build())
          // Clients choose the names. Interned names would outlive the client.
          .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
          .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
          .build();

  private BridgeJson() {}

  /**
   * Counts the tokens of a JSON text without creating objects.
   *
   * @return -1 if it is malformed or beyond the limits
   */
  static int tokens(byte[] bytes, int offset, int length) {
    int tokens = 0;
    try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    } catch (IOException malformed) {
      return -1;
    }
    return tokens;
  }

  /**
   * Reads JSON. Checks the limits before any object is created.
   *
   * @return null if it is not a JSON object or exceeds the limits
   */
  static JsonObject read(byte[] bytes, int offset, int length) {
    if (tokens(bytes, offset, length) < 0) {
      return null;
    }
    return decode(bytes, offset, length);
  }

  /** Like {@link #read}, for a text whose {@link #tokens} have been counted. */
  static JsonObject decode(byte[] bytes, int offset, int length) {
    try {
      JsonParser parser = FACTORY.createParser(bytes, offset, length);
      return JacksonCodec.fromParser(parser, Object.class) instanceof JsonObject json ? json : null;
    } catch (IOException | DecodeException | UnsupportedOperationException malformed) {
      return null;
    }
  }

  /** Encodes to base64, in the standard alphabet with padding. */
  static String payload(Buffer payload) {
    return Base64.getEncoder().encodeToString(payload.getBytes());
  }

  /** Returns the length of the result of {@link #payload(Buffer)}. */
  static long payloadLength(Buffer payload) {
    return (payload.length() + 2L) / 3 * 4;
  }

  /** Decodes base64 in either alphabet, with or without padding. Returns null if it is invalid. */
  static Buffer payload(String text) {
    try {
      return Buffer.buffer(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
