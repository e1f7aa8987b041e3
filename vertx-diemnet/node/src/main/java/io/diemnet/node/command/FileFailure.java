package io.diemnet.node.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in words why a file cannot be used. */
public final class FileFailure {

  private FileFailure() {}

  /** A file cannot be read. */
  public static CommandException reading(Path file, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return new CommandException(file + " does not exist");
    }
    return new CommandException(
        file
            + " cannot be read: "
            + (Files.isDirectory(file) ? "it is a directory" : reason(failure)));
  }

  /** A file cannot be created or written. */
  public static CommandException writing(Path file, IOException failure) {
    return new CommandException(
        file
            + " cannot be written: "
            + (failure instanceof NoSuchFileException
                ? "there is no such directory"
                : reason(failure)));
  }

  /** The message of most failures is only the name of the file. */
  private static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "this user has no permission";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    return failure instanceof FileSystemException named && named.getReason() != null
        ? named.getReason()
        : failure.getMessage();
  }
}
