package io.diemnet.node.command;

/** A command has failed. The message is printed without a stack trace; the exit status is 1. */
public final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a stack trace.
   *
   * @param message what the user reads
   */
  public CommandException(String message) {
    super(message, null, false, false);
  }
}
