package io.diemnet.node.command;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, and the first line of a node's log. */
public final class Version implements IVersionProvider {

  private static final String VERTX = "META-INF/vertx/vertx-version.txt";

  @Override
  public String[] getVersion() {
    return new String[] {program(), "Java " + Runtime.version()};
  }

  /** The versions of the program, the JDK and Vert.x, in one line. */
  public static String line() {
    return program()
        + ", Java "
        + Runtime.version()
        + " ("
        + System.getProperty("java.vendor")
        + "), Vert.x "
        + vertx();
  }

  private static String program() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "vertx-diemnet-node " + (version == null ? "(development)" : version);
  }

  private static String vertx() {
    try (InputStream in = Vertx.class.getClassLoader().getResourceAsStream(VERTX)) {
      return in == null
          ? "(unknown)"
          : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "(unknown)";
    }
  }
}
