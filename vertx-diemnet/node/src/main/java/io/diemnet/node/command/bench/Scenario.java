package io.diemnet.node.command.bench;

import java.util.List;

/** Something that is measured under a name. */
interface Scenario {

  String name();

  /** One line for people. */
  String description();

  List<Figure> measure(Rounds rounds);
}
