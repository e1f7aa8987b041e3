package io.diemnet.vertx.impl;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses a Vert.x that is older than this build needs, with a clear message instead of a linkage
 * error. It uses only the JDK, because an older Vert.x may lack classes that the rest of the
 * library uses.
 */
public final class VertxVersion {

  /** The file that contains the version of Vert.x, in every version since 3.0. */
  static final String VERSION_FILE = "META-INF/vertx/vertx-version.txt";

  private static final int LONGEST = 64;
  private static final Pattern LINE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\D.*)?");

  private static final String REFUSAL = refusal(found(), oldest(), location());

  private VertxVersion() {}

  /**
   * Checks the Vert.x version of the application.
   *
   * @throws IllegalStateException if it is too old; the message names the version, its jar and the
   *     oldest supported version
   */
  public static void check() {
    if (REFUSAL != null) {
      throw new IllegalStateException(REFUSAL);
    }
  }

  /**
   * Returns the message of a refusal, or null if the version is recent enough or one of the two
   * versions is unknown.
   */
  static String refusal(String found, String oldest, String location) {
    Matcher has = LINE.matcher(found == null ? "" : found);
    Matcher needs = LINE.matcher(oldest == null ? "" : oldest);
    if (!has.matches() || !needs.matches() || order(has) >= order(needs)) {
      return null;
    }
    return "this build of vertx-diemnet needs Vert.x "
        + oldest
        + " or newer, but the application runs on Vert.x "
        + found
        + " ("
        + location
        + "): import io.vertx:vertx-dependencies of that line first in the application's"
        + " dependency management, or use a build of vertx-diemnet for the older line";
  }

  private static int order(Matcher line) {
    return Integer.parseInt(line.group(1)) * 10_000 + Integer.parseInt(line.group(2));
  }

  private static URL file() {
    ClassLoader loader = Vertx.class.getClassLoader();
    return loader == null ? null : loader.getResource(VERSION_FILE);
  }

  private static String found() {
    URL file = file();
    if (file == null) {
      return null;
    }
    try (InputStream in = file.openStream()) {
      return new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
    } catch (IOException unreadable) {
      return null;
    }
  }

  private static String location() {
    URL file = file();
    return file == null ? "unknown" : file.toString().replace("!/" + VERSION_FILE, "");
  }

  /**
   * The oldest supported version. Without a value from the build it is 5.0, the first version with
   * the packages that the library uses.
   */
  private static String oldest() {
    Properties build = new Properties();
    try (InputStream in = VertxVersion.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException unreadable) {
      return "5.0";
    }
    String oldest = build.getProperty("vertx.oldest", "");
    return LINE.matcher(oldest).matches() ? oldest : "5.0";
  }
}
