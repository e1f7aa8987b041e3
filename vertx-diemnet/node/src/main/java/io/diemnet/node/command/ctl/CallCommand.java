package io.diemnet.node.command.ctl;

import io.diemnet.node.bridge.LocalBridge;
import io.diemnet.node.command.Version;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a peer. */
@Command(
    name = "call",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Calls a peer with a protocol and prints the response as text in UTF-8.",
      "With --json: {peer, protocol, millis, payload}, the payload in base64."
    },
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar ctl --node node.sock call <peer id> ConsensusRpc \\",
      "    --data hello"
    })
final class CallCommand extends CtlQuery {

  private static final int MAX_BYTES = LocalBridge.MAX_FRAME / 4 * 3 - 1024;

  @Parameters(paramLabel = "PEER", description = "The peer id.")
  private String peer;

  @Parameters(paramLabel = "PROTOCOL", description = "The name of an RPC protocol.")
  private String protocol;

  @Option(
      names = "--data",
      paramLabel = "TEXT",
      description = "The payload as text in UTF-8 (default: empty).")
  private String data;

  @Option(names = "--file", paramLabel = "FILE", description = "A file with the payload.")
  private Path file;

  @Option(
      names = "--timeout",
      paramLabel = "MS",
      description = "Time-out of the call in milliseconds (default: rpcTimeout).")
  private Integer timeout;

  @Override
  protected int run(RunningNode asked) throws Exception {
    if (data != null && file != null) {
      throw wrong("--data and --file exclude each other");
    }
    byte[] payload =
        file != null
            ? SetCommand.read(file, MAX_BYTES)
            : (data == null ? "" : data).getBytes(StandardCharsets.UTF_8);
    JsonObject call =
        new JsonObject()
            .put("peer", peer)
            .put("protocol", protocol)
            .put("payload", Base64.getEncoder().encodeToString(payload));
    if (timeout != null) {
      call.put("timeout", timeout);
    }
    long begin = System.nanoTime();
    JsonObject answer = (JsonObject) asked.askLong(asked.network().rpc(), call);
    double millis = (System.nanoTime() - begin) / 1e6;
    if (json()) {
      out()
          .println(
              new JsonObject()
                  .put("peer", peer)
                  .put("protocol", protocol)
                  .put("millis", millis)
                  .mergeIn(answer)
                  .encode());
    } else {
      // As text: a terminal has no use for other bytes, and scripts have --json.
      out()
          .println(
              new String(
                  Base64.getDecoder().decode(answer.getString("payload")), StandardCharsets.UTF_8));
    }
    return 0;
  }
}
