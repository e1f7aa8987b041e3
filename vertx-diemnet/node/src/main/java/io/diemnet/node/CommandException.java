package io.diemnet.node;

/** A command that failed for a reason that its message tells; the exit status is 1. */
public final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a message for the user, who needs no stack trace. */
  public CommandException(String message) {
    super(message, null, false, false);
  }
}
