package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.util.VerticleBound;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The handler of each protocol of one network. A handler registered in Java wins over the fallback,
 * which is the event bus; it is removed when its verticle is undeployed. Thread-safe; read on every
 * connection's loop.
 */
public final class ProtocolHandlers {

  private static final int PROTOCOL_NUMBERS = 256;

  private final AtomicReferenceArray<Entry> rpc = new AtomicReferenceArray<>(PROTOCOL_NUMBERS);
  private final AtomicReferenceArray<Entry> directSend =
      new AtomicReferenceArray<>(PROTOCOL_NUMBERS);
  private final ServingLog log;
  private volatile InboundHandler fallback;

  /**
   * @param network the name of the network, for log lines
   */
  public ProtocolHandlers(String network) {
    this.log = new ServingLog(network);
  }

  /** Sets the handler of a protocol's requests; null removes it. */
  public void setRpc(ProtocolId protocol, InboundHandler handler) {
    set(rpc, protocol.number(), handler);
  }

  /** Sets the handler of a protocol's direct sends; null removes it. */
  public void setDirectSend(ProtocolId protocol, InboundHandler handler) {
    set(directSend, protocol.number(), handler);
  }

  public void setFallback(InboundHandler handler) {
    fallback = handler;
  }

  /** Removes all handlers: the network is closed. */
  public void clear() {
    fallback = null;
    for (int number = 0; number < PROTOCOL_NUMBERS; number++) {
      set(rpc, number, null);
      set(directSend, number, null);
    }
  }

  /** What answers requests of that protocol, or null. */
  InboundHandler rpc(ProtocolId protocol) {
    return handler(rpc, protocol);
  }

  /** What takes direct sends of that protocol, or null. */
  InboundHandler directSend(ProtocolId protocol) {
    return handler(directSend, protocol);
  }

  /** Where failures of handlers are reported that do not report them themselves. */
  ServingLog log() {
    return log;
  }

  private InboundHandler handler(AtomicReferenceArray<Entry> table, ProtocolId protocol) {
    Entry entry = table.get(protocol.number());
    return entry != null ? entry.handler : fallback;
  }

  private static void set(AtomicReferenceArray<Entry> table, int number, InboundHandler handler) {
    Entry entry = handler == null ? null : new Entry(table, number, handler);
    Entry previous = table.getAndSet(number, entry);
    if (previous != null) {
      previous.unbind();
    }
    if (entry != null) {
      entry.bind();
      if (table.get(number) != entry) {
        entry.unbind();
      }
    }
  }

  private static final class Entry extends VerticleBound {

    private final AtomicReferenceArray<Entry> table;
    private final int number;
    private final InboundHandler handler;

    Entry(AtomicReferenceArray<Entry> table, int number, InboundHandler handler) {
      super(handler.context());
      this.table = table;
      this.number = number;
      this.handler = handler;
    }

    @Override
    protected void remove() {
      table.compareAndSet(number, this, null);
    }
  }
}
