package io.diemnet.node.command.ctl;

import io.diemnet.node.command.CommandException;
import io.diemnet.node.control.ControlException;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a running node. */
public abstract class NodeQuery implements Callable<Integer> {

  private static final String SCHEME = "unix:";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path socket = socket();
    try (RunningNode asked = RunningNode.open(socket, options().network, total())) {
      return run(asked);
    } catch (ControlException failure) {
      return failed(failure);
    } catch (CommandException failure) {
      tellError(ControlException.NOT_REACHED, failure.getMessage());
      throw failure;
    } catch (IllegalArgumentException noSuchNetwork) {
      tellError(ControlException.NOT_REACHED, noSuchNetwork.getMessage());
      throw wrong(noSuchNetwork.getMessage());
    }
  }

  /** The time limit for all questions together; null for none. */
  protected Duration total() {
    return null;
  }

  /** With --json, prints a failure as JSON too. */
  protected void tellError(int code, String message) {
    if (json()) {
      JsonObject error = new JsonObject().put("code", code).put("message", message);
      out().println(new JsonObject().put("error", error).encode());
      out().flush();
    }
  }

  /** The options that the command was given. */
  protected abstract NodeOptions options();

  /**
   * Asks the node and prints the answer.
   *
   * @return the exit status
   */
  protected abstract int run(RunningNode asked) throws Exception;

  /** Called when the node is not reached or an answer is a failure. Returns the exit status. */
  protected int failed(ControlException failure) {
    String message = Table.printable(failure.getMessage());
    tellError(failure.code(), message);
    throw new CommandException(
        failure.code() > 0 ? message + " (" + failure.code() + ")" : message);
  }

  private Path socket() {
    String text = options().node == null ? System.getenv(NodeOptions.VARIABLE) : options().node;
    if (text == null || text.isEmpty()) {
      throw wrong("say which node: --node SOCKET, the control.socket of its configuration");
    }
    String path = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
    try {
      return Path.of(path.startsWith("//") ? path.substring(2) : path).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw wrong("--node: not the path of a socket: " + e.getReason());
    }
  }

  /** For wrong usage. */
  protected final CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  protected final boolean json() {
    return options().json;
  }

  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
