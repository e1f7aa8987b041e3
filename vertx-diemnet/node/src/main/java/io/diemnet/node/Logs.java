package io.diemnet.node;

import ch.qos.logback.classic.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The level of the log, for commands whose output is the story. */
public final class Logs {

  private Logs() {}

  /** Warnings and errors only, unless the user asked for a level of their own. */
  public static void quiet() {
    if (System.getProperty("diemnet.log.level") == null
        && LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
            instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.WARN);
    }
  }
}
