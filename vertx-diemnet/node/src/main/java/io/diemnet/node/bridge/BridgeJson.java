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

/** JSON of strangers: read with limits, and payloads in base64. */
final class BridgeJson {

  /** As deep as a peers file, with room. */
  private static final int MAX_DEPTH = 64;

  /** A token of JSON takes up to some 50 bytes of memory: 10 MiB. */
  static final int MAX_TOKENS = 200_000;

  /** Of all messages of one frame of SockJS. */
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
                  .maxStringLength(Integer.MAX_VALUE) // the frame has a limit of its own
                  .build())
          // Names are the client's: as constants they would outlive it.
          .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
          .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
          .build();

  private BridgeJson() {}

  /**
   * Counts the tokens of a JSON text without making an object of any.
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
   * Reads JSON; a text beyond the limits is found before any object is made of it.
   *
   * @return null if it is no JSON object, or one beyond the limits
   */
  static JsonObject read(byte[] bytes, int offset, int length) {
    if (tokens(bytes, offset, length) < 0) {
      return null;
    }
    return decode(bytes, offset, length);
  }

  /** As {@link #read}, of a text whose {@link #tokens} have been counted. */
  static JsonObject decode(byte[] bytes, int offset, int length) {
    try {
      JsonParser parser = FACTORY.createParser(bytes, offset, length);
      return JacksonCodec.fromParser(parser, Object.class) instanceof JsonObject json ? json : null;
    } catch (IOException | DecodeException | UnsupportedOperationException malformed) {
      return null;
    }
  }

  /** Base64, in the standard alphabet and padded. */
  static String payload(Buffer payload) {
    return Base64.getEncoder().encodeToString(payload.getBytes());
  }

  /** How long {@link #payload(Buffer)} would be. */
  static long payloadLength(Buffer payload) {
    return (payload.length() + 2L) / 3 * 4;
  }

  /** The bytes of base64 in either alphabet, padded or not; null if it is none. */
  static Buffer payload(String text) {
    try {
      return Buffer.buffer(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
