package io.diemnet.node.command.keygen;

import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.Version;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import java.io.IOException;
import java.io.PrintWriter;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an identity. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Makes an x25519 identity.",
      "Writes the private key to a new file with mode 0600, and prints the peer id and the public"
          + " key."
    },
    footer = {"", "Example:", "  java -jar vertx-diemnet-node.jar keygen --out validator.hex"})
public final class KeygenCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "key.hex",
      description =
          "The file for the private key (default: ${DEFAULT-VALUE}). It must not exist yet.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrivateKey key = PrivateKey.generate();
    write(key);
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println("peerId: " + PeerId.fromPublicKey(key.publicKey()));
    stdout.println("publicKey: " + key.publicKey());
    spec.commandLine().getErr().println("the private key is in " + out);
    return 0;
  }

  /** Creates the file with mode 0600 from the start, and never overwrites a file. */
  private void write(PrivateKey key) {
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
