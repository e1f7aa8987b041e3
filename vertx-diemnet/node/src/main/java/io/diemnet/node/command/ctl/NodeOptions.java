package io.diemnet.node.command.ctl;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command that asks a running node. */
public final class NodeOptions {

  /** The same variable overrides {@code control.socket} of a node. */
  static final String VARIABLE = "DIEMNET_CONTROL_SOCKET";

  @Option(
      names = "--node",
      paramLabel = "SOCKET",
      scope = ScopeType.INHERIT,
      description =
          "The control socket of the node, control.socket of its configuration (default: the"
              + " environment variable "
              + VARIABLE
              + ").")
  String node;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "A network of the node (default: all, or the only one).")
  String network;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON.")
  boolean json;
}
