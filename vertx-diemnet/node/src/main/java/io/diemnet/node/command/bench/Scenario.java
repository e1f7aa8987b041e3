package io.diemnet.node.command.bench;

import io.diemnet.vertx.WireProfile;
import java.util.List;

/** A named measurement. */
interface Scenario {

  String name();

  /** Returns a description in one line. */
  String description();

  /** Whether it can be measured with a wire profile. */
  default boolean supports(WireProfile profile) {
    return profile == WireProfile.DIEM;
  }

  List<Figure> measure(Rounds rounds);
}
