package io.diemnet.node.command.bench;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * A client and a server on this machine, each with one event loop, that carry the same messages in
 * one of several ways. The methods are called on the client's context.
 */
interface Link extends AutoCloseable {

  /** How it carries them, for the table. */
  String name();

  Context context();

  /** Messages that the server's handler has got so far. */
  long received();

  void directSend(Buffer payload);

  boolean full();

  void onDrain(Runnable handler);

  /** Calls the server, which gives the request back. */
  void rpc(Buffer request, Consumer<Buffer> response);

  @Override
  void close();
}
