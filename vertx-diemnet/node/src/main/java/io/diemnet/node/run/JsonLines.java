package io.diemnet.node.run;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Encodes a log event with its structured fields as one line of JSON in UTF-8. */
final class JsonLines extends EncoderBase<ILoggingEvent> {

  private static final byte[] NONE = new byte[0];

  @Override
  public byte[] headerBytes() {
    return NONE;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String logger = event.getLoggerName();
    JsonObject line =
        new JsonObject()
            .put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString())
            .put("level", event.getLevel().toString())
            .put("logger", logger.substring(logger.lastIndexOf('.') + 1))
            .put("message", event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      // The library's fields: network, peer, address, direction, connection, reason.
      event.getKeyValuePairs().forEach(field -> line.put(field.key, value(field.value)));
    }
    if (event.getThrowableProxy() != null) {
      line.put("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Object value(Object value) {
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }

  @Override
  public byte[] footerBytes() {
    return NONE;
  }
}
