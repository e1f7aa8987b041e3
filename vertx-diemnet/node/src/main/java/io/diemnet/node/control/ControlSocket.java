package io.diemnet.node.control;

import io.diemnet.node.bridge.LocalBridge;
import io.diemnet.vertx.DiemNetOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the control socket, with mode 0600. It is bound in a directory that only this user
 * may enter, and moved to its place when its mode is set, so that no other user can connect in
 * between.
 *
 * <p>All methods block. Not for event loops.
 */
public final class ControlSocket implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  private static final String OWNER_ONLY = "rw-------";
  private static final String OWN_DIRECTORY = "rwx------";

  private final Path path;

  private ControlSocket(Path path) {
    this.path = path;
  }

  /**
   * Listens until the Vert.x instance is closed. A socket file that no process serves is replaced.
   *
   * @param networks the networks that clients may use and administer
   * @param registry the registry for the meters; null for none
   * @throws IOException if the file cannot be made, or another process serves it
   */
  public static ControlSocket open(
      Vertx vertx, Path path, Collection<DiemNetOptions> networks, MeterRegistry registry)
      throws IOException {
    checkFree(path);
    Path directory =
        Files.createTempDirectory(
            path.getParent(),
            ".c",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWN_DIRECTORY)));
    try {
      Path bound = directory.resolve("s");
      LocalBridge port =
          new LocalBridge(vertx, bound.toString(), networks, NodeAddresses.all(), registry);
      vertx.deployVerticle(port).await();
      Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString(OWNER_ONLY));
      Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(directory);
    }
    return new ControlSocket(path);
  }

  private static void checkFree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw new IOException("it exists and is no socket");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException nobody) {
      return; // left over from a process that was killed
    }
    throw new IOException("another process serves it");
  }

  private static boolean isSocket(Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return attributes.isOther();
  }

  /** Removes the file. The connections end with the Vert.x instance. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.debug("the control socket cannot be removed: {}", e.toString());
    }
  }
}
