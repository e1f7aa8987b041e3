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
 * Checks the permissions of a file that holds a secret: the private key of a network or of a
 * certificate.
 *
 * <p>The owner may read and write the file. The group may read it if another user owns it and this
 * process reads it through the group or an access control list, as with a Kubernetes Secret or a
 * systemd credential. No other user may read it, and only the owner may write it. Links are
 * followed. Blocks. File systems without POSIX modes are not checked.
 */
public final class SecretFile {

  private static final Path STATUS = Path.of("/proc/self/status");

  /**
   * The relation of this process to a file.
   *
   * @param owner whether this process owns the file
   * @param root whether this process can read every file regardless of its mode
   * @param inGroup whether this process is in the group of the file
   */
  record Reader(boolean owner, boolean root, boolean inGroup) {}

  private SecretFile() {}

  /**
   * Returns what is wrong with the mode of a file, as a text that follows the name of the file, or
   * null.
   *
   * @throws IOException if the mode cannot be read
   */
  public static String problem(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return null;
    }
    return problem(Files.getPosixFilePermissions(file), reader(file));
  }

  /** The check itself. */
  static String problem(Set<PosixFilePermission> mode, Reader reader) {
    String wrong = null;
    if (mode.contains(PosixFilePermission.OTHERS_READ)
        || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      wrong = "may be read or written by every user";
    } else if (mode.contains(PosixFilePermission.GROUP_WRITE)) {
      wrong = "may be written by its group";
    } else if (mode.contains(PosixFilePermission.GROUP_READ)) {
      if (reader.owner()) {
        wrong = "may be read by its group, although this process is its owner";
      } else if (reader.root() && !reader.inGroup()) {
        wrong = "may be read by its group, and this process is not a member of it";
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

  /**
   * Reads the numbers of one line of a process status file. Ids are unsigned, as in the file
   * attributes.
   */
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
