package io.diemnet.vertx.impl.peer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts what passes over one connection. Written by its event loop, read by any thread. */
final class Traffic {

  private static final VarHandle BYTES_IN = LoopCounter.of(MethodHandles.lookup(), "bytesIn");
  private static final VarHandle BYTES_OUT = LoopCounter.of(MethodHandles.lookup(), "bytesOut");
  private static final VarHandle MESSAGES_IN = LoopCounter.of(MethodHandles.lookup(), "messagesIn");
  private static final VarHandle MESSAGES_OUT =
      LoopCounter.of(MethodHandles.lookup(), "messagesOut");

  private long bytesIn;
  private long bytesOut;
  private long messagesIn;
  private long messagesOut;

  void received(int messages, long bytes) {
    BYTES_IN.setOpaque(this, bytesIn + bytes);
    MESSAGES_IN.setOpaque(this, messagesIn + messages);
  }

  void sent(int messages, long bytes) {
    BYTES_OUT.setOpaque(this, bytesOut + bytes);
    MESSAGES_OUT.setOpaque(this, messagesOut + messages);
  }

  long bytesIn() {
    return (long) BYTES_IN.getOpaque(this);
  }

  long bytesOut() {
    return (long) BYTES_OUT.getOpaque(this);
  }

  long messagesIn() {
    return (long) MESSAGES_IN.getOpaque(this);
  }

  long messagesOut() {
    return (long) MESSAGES_OUT.getOpaque(this);
  }
}
