package io.diemnet.node.command;

import io.diemnet.vertx.PrivateKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;

/** Writes private keys to files that only their owner may read. */
public final class KeyFileWriter {

  private KeyFileWriter() {}

  /**
   * Creates a file with mode 0600 and writes 64 hex digits. Never overwrites a file.
   *
   * @throws CommandException if the file exists already or cannot be written
   */
  public static void write(PrivateKey key, Path out) {
    boolean posix = out.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    byte[] text =
        (HexFormat.of().formatHex(key.toBytes()) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (SeekableByteChannel file =
        Files.newByteChannel(
            out, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(text);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(out + " exists already and was left as it is");
    } catch (NoSuchFileException e) {
      throw new CommandException(out + " cannot be made: there is no such directory");
    } catch (IOException e) {
      throw new CommandException(out + " cannot be written: " + e.getMessage());
    }
  }
}
