package io.diemnet.node.command.bench;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * A client and a server on this machine, each with one event loop. Implementations carry the same
 * messages in different ways. Call the methods on the client's context.
 */
interface Link extends AutoCloseable {

  /** Returns the name of the implementation for the table. */
  String name();

  Context context();

  /** Returns the number of messages that the server's handler has received. */
  long received();

  void directSend(Buffer payload);

  boolean full();

  void onDrain(Runnable handler);

  /** Calls the server, which returns the request. */
  void rpc(Buffer request, Consumer<Buffer> response);

  @Override
  void close();
}
