package io.diemnet.node.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the level and the form of the log. */
public final class Logs {

  private Logs() {}

  /**
   * Sets the level of all loggers that have none of their own.
   *
   * @param level TRACE, DEBUG, INFO, WARN or ERROR
   */
  public static void level(String level) {
    root().setLevel(Level.toLevel(level));
  }

  /**
   * Logs one JSON object a line, {@code {time, level, logger, message, ..fields, exception?}}. The
   * fields are the key-value pairs of the line, such as {@code network} and {@code peer}.
   */
  public static void json() {
    root().getLoggerContext().getLoggerList().forEach(Logs::json);
  }

  private static void json(ch.qos.logback.classic.Logger logger) {
    logger
        .iteratorForAppenders()
        .forEachRemaining(
            appender -> {
              if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
                JsonLines encoder = new JsonLines();
                encoder.setContext(console.getContext());
                encoder.start();
                console.setEncoder(encoder);
              }
            });
  }

  private static ch.qos.logback.classic.Logger root() {
    return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  /** Logs warnings and errors only, unless {@code -Ddiemnet.log.level} is set. */
  public static void quiet() {
    if (System.getProperty("diemnet.log.level") == null
        && LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
            instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.WARN);
    }
  }
}
