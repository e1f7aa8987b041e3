package io.diemnet.node.config;

import java.util.List;

/** A configuration that cannot be used. Its message lists every mistake, one per line. */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> mistakes;

  ConfigException(String file, List<String> mistakes) {
    super(
        file
            + " is not a valid configuration ("
            + (mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes")
            + "):\n  "
            + String.join("\n  ", mistakes),
        null,
        false,
        false);
    this.mistakes = List.copyOf(mistakes);
  }

  /**
   * Returns the mistakes. Each names the file, the path of the key, what is wrong and what is
   * allowed.
   */
  public List<String> mistakes() {
    return mistakes;
  }
}
