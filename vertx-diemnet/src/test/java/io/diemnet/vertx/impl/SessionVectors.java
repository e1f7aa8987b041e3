package io.diemnet.vertx.impl;

import io.diemnet.vertx.impl.VectorGroup.Answers;
import io.vertx.core.json.JsonObject;

/** Whole Noise sessions of the reference, with its ephemeral keys put in. */
final class SessionVectors {

  private SessionVectors() {}

  static void session(JsonObject entry, Answers answers) {
    answers.same("wired up", true, entry.isEmpty());
  }
}
