package io.diemnet.node.bridge;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The connection of a client, as seen by its session. */
interface ClientLink {

  /** Returns the name of the client for the log. */
  String name();

  /** Encodes a frame. {@link Encoded#write} sends it. */
  Encoded encode(JsonObject frame);

  /** Called at each tick of the clock. */
  void check();

  /** Whether no request of the client is in flight and it has read everything. */
  boolean settled();

  /** The connection has ended. Releases all its state. */
  void close();

  /** Closes the connection at once, because the client may not read. */
  void drop();

  /** An encoded frame. */
  interface Encoded {

    int bytes();

    /** Writes the frame. Completes when it is written. */
    Future<Void> write();
  }
}
