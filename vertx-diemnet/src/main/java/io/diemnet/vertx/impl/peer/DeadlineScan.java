package io.diemnet.vertx.impl.peer;

/**
 * The one coarse timer of an event loop: a connection that waits for a deadline asks to be looked
 * at.
 */
public interface DeadlineScan {

  /** From now on calls {@link Peer#expire} of this peer now and then, until it gives false. */
  void watch(Peer peer);
}
