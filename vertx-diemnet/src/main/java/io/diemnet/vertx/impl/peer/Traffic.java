package io.diemnet.vertx.impl.peer;

/** What passed over one connection. Written by its event loop only, read by anyone. */
final class Traffic {

  private final LoopCounter bytesIn = new LoopCounter();
  private final LoopCounter bytesOut = new LoopCounter();
  private final LoopCounter messagesIn = new LoopCounter();
  private final LoopCounter messagesOut = new LoopCounter();

  void received(int messages, long bytes) {
    bytesIn.add(bytes);
    messagesIn.add(messages);
  }

  void sent(int messages, long bytes) {
    bytesOut.add(bytes);
    messagesOut.add(messages);
  }

  long bytesIn() {
    return bytesIn.get();
  }

  long bytesOut() {
    return bytesOut.get();
  }

  long messagesIn() {
    return messagesIn.get();
  }

  long messagesOut() {
    return messagesOut.get();
  }
}
