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
 * Refuses a Vert.x that is older than this build, with words instead of a linkage error. It uses
 * the JDK only, since the classes of an older Vert.x may lack what the rest of the library names.
 */
public final class VertxVersion {

  /** Every Vert.x carries its version here, since 3.0. */
  static final String VERSION_FILE = "META-INF/vertx/vertx-version.txt";

  private static final int LONGEST = 64;
  private static final Pattern LINE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\D.*)?");

  private static final String REFUSAL = refusal(found(), oldest(), location());

  private VertxVersion() {}

  /**
   * Does nothing where the application's Vert.x is recent enough.
   *
   * @throws IllegalStateException names the version found, its jar and the oldest one that does
   */
  public static void check() {
    if (REFUSAL != null) {
      throw new IllegalStateException(REFUSAL);
    }
  }

  /** Null when the version is recent enough, or when one of the two is unknown. */
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
   * Vert.x 5.0, the first with the packages that the library uses, where the build says nothing.
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
