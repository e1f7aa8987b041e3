package io.diemnet.node.run;

import ch.qos.logback.classic.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the level of the log. */
public final class Logs {

  private Logs() {}

  /** Logs warnings and errors only, unless {@code -Ddiemnet.log.level} is set. */
  public static void quiet() {
    if (System.getProperty("diemnet.log.level") == null
        && LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
            instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.WARN);
    }
  }
}
