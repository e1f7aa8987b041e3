package io.diemnet.tests;

/** The floods in their short form. */
class FloodTest extends Floods {

  @Override
  int scaled(int small, int large) {
    return small;
  }
}
