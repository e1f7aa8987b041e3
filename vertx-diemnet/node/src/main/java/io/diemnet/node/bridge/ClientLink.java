package io.diemnet.node.bridge;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The connection of a client, as its session sees it. */
interface ClientLink {

  /** Who it is, for the log. */
  String name();

  /** A frame, encoded; {@link Encoded#write} sends it. */
  Encoded encode(JsonObject frame);

  /** At each tick of the clock. */
  void check();

  /** The connection is gone: all that is its is forgotten. */
  void close();

  /** Ends the connection at once: the client may not be reading. */
  void drop();

  /** A frame, ready to be written. */
  interface Encoded {

    int bytes();

    /** Completes when it has left. */
    Future<Void> write();
  }
}
