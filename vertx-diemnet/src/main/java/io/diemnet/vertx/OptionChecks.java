package io.diemnet.vertx;

/** Checks the bounds of option values. The message of a refusal says which values are allowed. */
final class OptionChecks {

  private OptionChecks() {}

  static int atLeast(int least, long value) {
    return between(least, Integer.MAX_VALUE, value);
  }

  static int between(int least, int most, long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "must be a whole number from " + least + " to " + most + ", not " + value);
    }
    return (int) value;
  }
}
