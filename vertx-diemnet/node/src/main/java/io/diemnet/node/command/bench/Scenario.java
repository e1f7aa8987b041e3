package io.diemnet.node.command.bench;

import java.util.List;

/** A named measurement. */
interface Scenario {

  String name();

  /** Returns a description in one line. */
  String description();

  List<Figure> measure(Rounds rounds);
}
