package io.diemnet.vertx.impl;

import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a network's identity comes from. Reads files: not for an event loop. */
final class Identity {

  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

  /** A key file is 64 hex digits and a line end. */
  private static final long MAX_KEY_FILE = 1024;

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private Identity() {}

  /**
   * The identity of these options: from the file, given, or fresh.
   *
   * @throws IllegalArgumentException if there is a key file that cannot be used; the message never
   *     has anything of its content
   */
  static NoiseIdentity load(String network, IdentityOptions options) {
    PrivateKey key;
    if (options.getPrivateKeyFile() != null) {
      key = read(Path.of(options.getPrivateKeyFile()));
    } else if (options.getPrivateKey() != null) {
      key = options.getPrivateKey();
    } else if (options.isKeyLeftOut()) {
      throw new IllegalArgumentException(
          "identity.privateKey was left out by toJson(), which writes no keys: configure"
              + " identity.privateKeyFile, or set the key, or set null for a fresh one");
    } else {
      key = PrivateKey.generate();
      LOG.warn("{}: no private key is configured, so this run has a fresh identity", network);
    }
    PeerId peerId =
        options.getPeerId() != null ? options.getPeerId() : PeerId.fromPublicKey(key.publicKey());
    return new NoiseIdentity(peerId, key);
  }

  private static PrivateKey read(Path file) {
    try {
      checkMode(file);
      if (Files.size(file) > MAX_KEY_FILE) {
        throw new IllegalArgumentException(file + " is too large for a private key file");
      }
      return PrivateKey.parse(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (NoSuchFileException missing) {
      throw new IllegalArgumentException("the private key file " + file + " does not exist");
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "the private key file " + file + " cannot be read: " + unreadable.getMessage());
    } catch (IllegalArgumentException malformed) {
      if (malformed.getMessage().contains(file.toString())) {
        throw malformed;
      }
      throw new IllegalArgumentException(
          "the private key file " + file + " does not hold 64 hex digits");
    }
  }

  private static void checkMode(Path file) throws IOException {
    Set<PosixFilePermission> mode;
    try {
      mode = Files.getPosixFilePermissions(file);
    } catch (UnsupportedOperationException noPosix) {
      return;
    }
    if (mode.stream().anyMatch(OTHERS::contains)) {
      throw new IllegalArgumentException(
          "the private key file "
              + file
              + " can be read or written by others; set its mode to 0600");
    }
  }
}
