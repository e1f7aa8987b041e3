package io.diemnet.vertx.impl.eventbus;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * What a message to a data address carries, in either of its two forms: a Buffer with headers, or
 * JSON with fields, whose headers are then ignored. Reading never throws on odd types; what is
 * wrong shows as a failure of the field that is asked for.
 */
sealed interface RequestFields {

  /** The field as it came: null when absent, text in the header form, any type in JSON. */
  Object field(String name);

  /** Whether the answer is to be JSON. */
  boolean json();

  /**
   * The payload.
   *
   * @return null if there is none
   * @throws IllegalArgumentException if it is malformed
   */
  Buffer payload();

  /** A number as it was sent: integers in JSON, decimal digits in headers; null if it is none. */
  Long integer(Object value);

  static RequestFields of(Message<?> message) {
    Object body = message.body();
    if (body instanceof JsonObject json) {
      return new Fields(json);
    }
    return new Headers(message.headers(), body);
  }

  /** The type of a body in words, for a message that names a wrong one. */
  static String type(Object body) {
    return body == null
        ? "nothing"
        : body instanceof byte[] ? "a byte[]" : "a " + body.getClass().getName();
  }

  /** What is wrong with the type of the body, or null. */
  default String wrongType() {
    return null;
  }

  /**
   * A Buffer and headers.
   *
   * @param body a Buffer, unless the sender has made a mistake
   */
  record Headers(MultiMap headers, Object body) implements RequestFields {

    private static final int MAX_DIGITS = 18;

    @Override
    public Object field(String name) {
      return headers.get(name);
    }

    @Override
    public boolean json() {
      return false;
    }

    @Override
    public Buffer payload() {
      return body instanceof Buffer buffer ? buffer : null;
    }

    @Override
    public String wrongType() {
      return body == null || body instanceof Buffer
          ? null
          : "the body is "
              + type(body)
              + ", but it must be a Buffer with headers, or a JsonObject with the payload in base64";
    }

    @Override
    public Long integer(Object value) {
      String text = (String) value;
      if (text.isEmpty() || text.length() > MAX_DIGITS) {
        return null;
      }
      long number = 0;
      for (int i = 0; i < text.length(); i++) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return null;
        }
        number = number * 10 + digit;
      }
      return number;
    }
  }

  /** JSON. */
  record Fields(JsonObject body) implements RequestFields {

    @Override
    public Object field(String name) {
      return body.getValue(name);
    }

    @Override
    public boolean json() {
      return true;
    }

    @Override
    public Buffer payload() {
      return payloadOf(body);
    }

    @Override
    public Long integer(Object value) {
      return value instanceof Integer || value instanceof Long || value instanceof Short
          ? (Long) ((Number) value).longValue()
          : null;
    }

    /** The field {@code payload}, which JSON sent within one Vert.x may hold as bytes. */
    static Buffer payloadOf(JsonObject body) {
      Object payload = body.getValue("payload");
      if (payload == null || payload instanceof Buffer) {
        return (Buffer) payload;
      }
      if (payload instanceof byte[] bytes) {
        return Buffer.buffer(bytes);
      }
      if (payload instanceof String text) {
        try {
          return Payload64.decode(text);
        } catch (IllegalArgumentException malformed) {
          throw new IllegalArgumentException("the payload is not base64", malformed);
        }
      }
      throw new IllegalArgumentException("the payload is not base64 text");
    }
  }
}
