package io.diemnet.node.control;

/** A question to a running node has failed. Its message is for the user. */
public final class ControlException extends Exception {

  /** The code of a failure that is not an answer: the node is not reached. */
  public static final int NOT_REACHED = 0;

  private static final long serialVersionUID = 1L;

  private final int code;

  ControlException(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** The failure code of the answer, or {@link #NOT_REACHED}. */
  public int code() {
    return code;
  }
}
