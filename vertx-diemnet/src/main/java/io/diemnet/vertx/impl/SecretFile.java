package io.diemnet.vertx.impl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may read a file that holds a secret: a private key of a network or of a certificate.
 *
 * <p>Its owner may. Its group may too when the owner is another user and this process reads the
 * file through the group or an access list, as with a Kubernetes Secret or a systemd credential.
 * Nobody else may read it, and nobody but the owner may write it. Links are followed. Blocks; file
 * systems without POSIX modes are not checked.
 */
public final class SecretFile {

  private static final Path STATUS = Path.of("/proc/self/status");

  /**
   * This process as the owner of a file sees it.
   *
   * @param owner whether it is the owner
   * @param root whether it reads every file, whatever the mode says
   * @param inGroup whether it is in the group of the file
   */
  record Reader(boolean owner, boolean root, boolean inGroup) {}

  private SecretFile() {}

  /**
   * What is wrong with the mode of a file, to be read after the name of the file; null if nothing
   * is.
   *
   * @throws IOException if the mode cannot be read
   */
  public static String problem(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return null;
    }
    return problem(Files.getPosixFilePermissions(file), reader(file));
  }

  /** The rule itself. */
  static String problem(Set<PosixFilePermission> mode, Reader reader) {
    String wrong = null;
    if (mode.contains(PosixFilePermission.OTHERS_READ)
        || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      wrong = "may be read or written by every user";
    } else if (mode.contains(PosixFilePermission.GROUP_WRITE)) {
      wrong = "may be written by its group";
    } else if (mode.contains(PosixFilePermission.GROUP_READ)) {
      if (reader.owner()) {
        wrong = "may be read by its group, and this process, its owner, needs no group";
      } else if (reader.root() && !reader.inGroup()) {
        wrong = "may be read by its group, of which this process is no member";
      }
    }
    return wrong == null
        ? null
        : wrong
            + " ("
            + PosixFilePermissions.toString(mode)
            + "): set its mode to 0600 (chmod 600), or to 0440 if another user owns it and this"
            + " process reads it through its group";
  }

  private static Reader reader(Path file) throws IOException {
    if (Files.isReadable(STATUS)
        && file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      List<String> status = Files.readAllLines(STATUS);
      Set<Integer> users = ids(status, "Uid:");
      Set<Integer> groups = ids(status, "Gid:");
      groups.addAll(ids(status, "Groups:"));
      return new Reader(
          users.contains((Integer) Files.getAttribute(file, "unix:uid")),
          users.contains(0),
          groups.contains((Integer) Files.getAttribute(file, "unix:gid")));
    }
    String user = System.getProperty("user.name", "");
    return new Reader(Files.getOwner(file).getName().equals(user), user.equals("root"), false);
  }

  /** The numbers of a line of a process's status; ids are unsigned, as the attributes are. */
  static Set<Integer> ids(List<String> status, String name) {
    Set<Integer> ids = new HashSet<>();
    for (String line : status) {
      if (line.startsWith(name)) {
        for (String id : line.substring(name.length()).strip().split("\\s+", -1)) {
          if (!id.isEmpty()) {
            ids.add(Integer.parseUnsignedInt(id));
          }
        }
      }
    }
    return ids;
  }
}
