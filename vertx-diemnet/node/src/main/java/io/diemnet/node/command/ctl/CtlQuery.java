package io.diemnet.node.command.ctl;

import picocli.CommandLine.ParentCommand;

/** A subcommand of {@code ctl}, which has the options. */
abstract class CtlQuery extends NodeQuery {

  @ParentCommand private CtlCommand ctl;

  @Override
  protected NodeOptions options() {
    return ctl.options;
  }
}
