package io.diemnet.vertx.impl.metrics;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * The versions that this process runs with.
 *
 * @param version the version of the library, or {@code development} for classes that Maven did not
 *     build
 * @param jdk the version of the JDK
 * @param vertx the version of Vert.x
 */
record BuildInfo(String version, String jdk, String vertx) {

  private static final int LONGEST = 64;

  private static final BuildInfo THIS =
      new BuildInfo(library(), Runtime.version().toString(), ofVertx());

  static BuildInfo get() {
    return THIS;
  }

  private static String library() {
    Properties build = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException unreadable) {
      return "unknown";
    }
    String version = build.getProperty("version", "");
    return version.isEmpty() || version.startsWith("$") ? "development" : version;
  }

  private static String ofVertx() {
    ClassLoader loader = Vertx.class.getClassLoader();
    try (InputStream in =
        loader == null ? null : loader.getResourceAsStream("META-INF/vertx/vertx-version.txt")) {
      return in == null
          ? "unknown"
          : new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
    } catch (IOException unreadable) {
      return "unknown";
    }
  }
}
