package io.diemnet.vertx;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown for options that cannot be used. It contains every mistake with the path of its key. */
public final class InvalidOptionsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * One mistake.
   *
   * @param path the path of the key within the options, for example {@code limits.rpcTimeout} or
   *     {@code discovery[0].path}
   * @param message what is wrong and what is allowed
   */
  public record Mistake(String path, String message) {
    @Override
    public String toString() {
      return path.isEmpty() ? message : path + ": " + message;
    }
  }

  private final transient List<Mistake> mistakes;

  InvalidOptionsException(List<Mistake> mistakes) {
    super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("; ")));
    this.mistakes = List.copyOf(mistakes);
  }

  /** {@return all mistakes, in the order in which they were found} */
  public List<Mistake> mistakes() {
    return mistakes;
  }
}
