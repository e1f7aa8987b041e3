package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.INVALID_REQUEST;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.PeerId;

/** Checks of the arguments of the public API. */
final class Arguments {

  private Arguments() {}

  static PeerId givenPeer(PeerId peer) {
    return given(peer, "peer");
  }

  /**
   * {@return the argument}
   *
   * @throws DiemNetException with INVALID_REQUEST if it is null
   */
  static <T> T given(T argument, String name) {
    if (argument == null) {
      throw invalid("the " + name + " is missing");
    }
    return argument;
  }

  static DiemNetException invalid(String message) {
    return new DiemNetException(INVALID_REQUEST, message);
  }
}
