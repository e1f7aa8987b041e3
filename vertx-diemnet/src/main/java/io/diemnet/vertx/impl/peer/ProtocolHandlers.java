package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.ProtocolId;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Who serves which protocol in one network. A handler registered in Java wins over the fallback,
 * which is the event bus. Thread-safe; read on every connection's loop.
 */
public final class ProtocolHandlers {

  private final AtomicReferenceArray<InboundHandler> rpc = new AtomicReferenceArray<>(256);
  private final AtomicReferenceArray<InboundHandler> directSend = new AtomicReferenceArray<>(256);
  private volatile InboundHandler fallback;

  public void setRpc(ProtocolId protocol, InboundHandler handler) {
    rpc.set(protocol.number(), handler);
  }

  public void setDirectSend(ProtocolId protocol, InboundHandler handler) {
    directSend.set(protocol.number(), handler);
  }

  public void setFallback(InboundHandler handler) {
    fallback = handler;
  }

  /** Who answers requests of that protocol, or null. */
  InboundHandler rpc(ProtocolId protocol) {
    InboundHandler handler = rpc.get(protocol.number());
    return handler != null ? handler : fallback;
  }

  /** Who takes direct sends of that protocol, or null. */
  InboundHandler directSend(ProtocolId protocol) {
    InboundHandler handler = directSend.get(protocol.number());
    return handler != null ? handler : fallback;
  }
}
