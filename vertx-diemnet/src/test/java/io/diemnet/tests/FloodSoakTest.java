package io.diemnet.tests;

import org.junit.jupiter.api.Tag;

/** The floods in their long form. */
@Tag("soak")
class FloodSoakTest extends Floods {

  @Override
  int scaled(int small, int large) {
    return large;
  }
}
