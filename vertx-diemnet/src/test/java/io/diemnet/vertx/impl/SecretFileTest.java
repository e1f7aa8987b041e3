package io.diemnet.vertx.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.SecretFile.Reader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFileTest {

  private static final String KEY = "11".repeat(32);
  private static final int NOBODY = 65534;

  @TempDir Path dir;

  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = dir.resolve("key.hex");
    Files.writeString(file, KEY + "\n");
    mode("rw-------");
  }

  @ParameterizedTest(name = "{0}, owner {1}, root {2}, in the group {3}: {4}")
  @CsvSource({
    // the process is the owner
    "rw-------, true, false, true, ",
    "r--------, true, true, true, ",
    "rw-r-----, true, false, true, its owner",
    "r--r-----, true, true, true, its owner",
    // another user is: a Kubernetes Secret with fsGroup, a systemd credential with an access list
    "r--r-----, false, false, true, ",
    "rw-r-----, false, false, true, ",
    "r--r-----, false, false, false, ",
    "rw-------, false, true, false, ",
    // root reads it, but not through the group
    "rw-r-----, false, true, false, not a member",
    "rw-r-----, false, true, true, ",
    // never
    "rw-rw----, false, false, true, written by its group",
    "rw--w----, true, false, true, written by its group",
    "rw-r--r--, false, false, true, every user",
    "rw----r--, true, true, true, every user",
    "rw-----w-, false, false, true, every user",
  })
  void the_group_may_read_what_another_user_owns_and_nobody_else_may(
      String mode, boolean owner, boolean root, boolean inGroup, String problem) {
    String found =
        SecretFile.problem(PosixFilePermissions.fromString(mode), new Reader(owner, root, inGroup));
    if (problem == null) {
      assertThat(found).isNull();
    } else {
      assertThat(found).contains(problem, mode, "0600", "0440");
    }
  }

  @Test
  void the_ids_of_a_process_are_all_in_its_status() {
    List<String> status =
        List.of(
            "Name:\tjava",
            "Uid:\t1000\t0\t1000\t1000",
            "Gid:\t7\t7\t7\t7",
            "Groups:\t4 24 4294967294 ");
    assertThat(SecretFile.ids(status, "Uid:")).containsExactlyInAnyOrder(1000, 0);
    assertThat(SecretFile.ids(status, "Groups:")).containsExactlyInAnyOrder(4, 24, -2);
    assertThat(SecretFile.ids(List.of("Groups:\t"), "Groups:")).isEmpty();
  }

  @Test
  void files_of_other_users_are_judged_by_owner_and_group() throws Exception {
    assumeTrue(canChangeOwners(), "only root can give a file to another user");
    // The tests' own group is root's, so this process reads the file through its group.
    Files.setAttribute(file, "unix:uid", NOBODY);
    Files.setAttribute(file, "unix:gid", 0);
    mode("r--r-----");
    assertThat(read()).isEqualTo(KEY);
    mode("rw-r-----");
    assertThat(read()).isEqualTo(KEY);
    mode("rw-r--r--");
    assertThatThrownBy(this::read).hasMessageContaining("every user");
    mode("rw-rw----");
    assertThatThrownBy(this::read).hasMessageContaining("written by its group");
    Files.setAttribute(file, "unix:gid", NOBODY);
    mode("r--r-----");
    assertThatThrownBy(this::read).hasMessageContaining("not a member");
    Files.setAttribute(file, "unix:uid", 0);
    Files.setAttribute(file, "unix:gid", 0);
    assertThatThrownBy(this::read).hasMessageContaining("its owner");
  }

  @Test
  void a_key_is_read_through_the_links_of_a_kubernetes_secret_also_after_they_changed()
      throws Exception {
    volume("..2026_11_29", KEY);
    Files.createSymbolicLink(dir.resolve("..data"), Path.of("..2026_11_29"));
    Path mounted = dir.resolve("validator.hex");
    Files.createSymbolicLink(mounted, Path.of("..data", "validator.hex"));
    assertThat(hex(KeyFile.read(mounted))).isEqualTo(KEY);

    volume("..2026_11_30", "22".repeat(32));
    Files.createSymbolicLink(dir.resolve("..data_tmp"), Path.of("..2026_11_30"));
    Files.move(
        dir.resolve("..data_tmp"),
        dir.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(hex(KeyFile.read(mounted))).isEqualTo("22".repeat(32));
  }

  @Test
  void a_key_with_a_byte_order_mark_and_white_space_is_read() throws Exception {
    for (String text : List.of("\uFEFF" + KEY, "\uFEFF" + KEY + "\r\n", "  0x" + KEY + "\n\n")) {
      Files.writeString(file, text);
      assertThat(read()).as(text).isEqualTo(KEY);
    }
  }

  @Test
  void what_is_no_key_is_refused_with_the_file_and_without_its_content() throws Exception {
    for (String text : List.of("", "correct horse", "\uFEFF", "horse".repeat(500))) {
      Files.writeString(file, text);
      assertThatThrownBy(this::read)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(file.toString(), "64 hex digits")
          .hasMessageNotContaining("horse");
    }
    Files.write(file, KEY.getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(this::read).hasMessageContaining("64 hex digits");
    assertThatThrownBy(() -> KeyFile.read(dir.resolve("none"))).hasMessageContaining("not exist");
  }

  /** As a network reads it. */
  private String read() {
    return hex(
        Identity.load(
                "test", new IdentityOptions().setPrivateKeyFile(file.toString()), DiemWire.PEER_IDS)
            .privateKey());
  }

  private static String hex(PrivateKey key) {
    return HexFormat.of().formatHex(key.toBytes());
  }

  private void volume(String name, String key) throws IOException {
    Path data = Files.createDirectory(dir.resolve(name)).resolve("validator.hex");
    Files.writeString(data, key);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r--------"));
  }

  private boolean canChangeOwners() {
    try {
      Files.setAttribute(file, "unix:uid", NOBODY);
      return true;
    } catch (IOException | UnsupportedOperationException notPermitted) {
      return false;
    }
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
